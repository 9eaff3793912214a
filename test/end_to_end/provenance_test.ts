import { join } from "node:path";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Environment, Plan } from "../../src/spec/mod.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Variables whose values must be in no file of a study. */
const SECRETS = {
  TOKEN: "token-7f3a91c2",
  AWS_SECRET_ACCESS_KEY: "aws-key-55d0c8",
  GITHUB_TOKEN: "ghp-0b1e77aa",
  HOSTNAME: "host-of-alice-d41f",
  USER: "alice-93be",
  LOGNAME: "alice-93be",
  NO_COLOR: "colour-secret-6a",
};

/** Where Deno keeps its packages, which a different home must not move. */
async function packagesFolder(): Promise<string> {
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(info.stdout)).denoDir;
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

Deno.test("a study records what made it, and nothing of who and where", async () => {
  const denoDirectory = await packagesFolder();
  await inTemporaryFolder(async (folder) => {
    const home = join(folder, "home-of-bob-2c77");
    await Deno.mkdir(home);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        // As the task does, from another folder, so that --out is short.
        ...["run", "--quiet", "--no-prompt", "-P=driver", join(ROOT, "tasks", "bench.ts")],
        ...["--problem", "parity", "--models", "ctm", "--option", "data.length=3"],
        ...["--ticks", "2", "--neurons", "8", "--sync", "4", "--budget", "steps=2"],
        ...["--batch-size", "4", "--seeds", "1", "--backend", "wasm", "--out", "study"],
      ],
      cwd: folder,
      env: { ...SECRETS, HOME: home, DENO_DIR: denoDirectory },
      stdin: "null",
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const study = join(folder, "study");

    // The host's own name counts where it cannot be a common word.
    const host = Deno.hostname();
    const never = [...Object.values(SECRETS), "home-of-bob-2c77", folder];
    if (host.length > 8 && host !== "localhost") never.push(host);
    const files = await filesBelow(study);
    assert(files.length > 15, `${files.length} files were looked at`);
    for (const path of files) {
      const text = new TextDecoder("latin1").decode(await Deno.readFile(path));
      assertEquals(never.filter((word) => text.includes(word)), [], path);
    }

    const plan: Plan = JSON.parse(await Deno.readTextFile(join(study, "plan.json")));
    const environment: Environment = JSON.parse(
      await Deno.readTextFile(join(study, "runs", plan.runs[0]!.id, "environment.json")),
    );
    const { versions, machine, backend, flags, lockFile } = environment;
    for (const name of ["deno", "v8", "typescript", "tfjs", "tfjs-backend-wasm"]) {
      assertMatch(versions[name]!, /^\d+\.\d+/, name);
    }
    assertMatch(lockFile!, /^[0-9a-f]{64}$/);
    assert(machine.cpu !== "" && machine.cores > 0 && machine.memoryGiB > 0);
    assertEquals(Object.keys(machine.limits), ["cores", "memoryGiB"]);
    assertEquals(backend.name, "wasm");
    assertMatch(backend.kernels, /^fused \((relaxed FMA|plain)\)$/);
    assertEquals(flags["neurons"], ["8"]);
    assertEquals(flags["out"], ["(given)"], "a path is left out");
  });
});
