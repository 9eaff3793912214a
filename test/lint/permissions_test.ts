import { assert, assertEquals } from "@std/assert";
import { workerCommand } from "../../src/execution/worker_process.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

interface Configuration {
  readonly tasks: { readonly [name: string]: { readonly command: string } };
  readonly permissions: { readonly [set: string]: { readonly [kind: string]: unknown } };
}

const { tasks, permissions }: Configuration = JSON.parse(
  Deno.readTextFileSync(`${ROOT}deno.json`),
);

/** Runs a script with a named set, as a task would; its output. */
async function inSet(set: string, script: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", `-P=${set}`, "-"],
    cwd: ROOT,
    env: { TOKEN: "secret", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(script));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout).trim();
}

Deno.test("every task names its permissions, and only the tests have all", () => {
  for (const [name, { command }] of Object.entries(tasks)) {
    if (!command.startsWith("deno run")) continue;
    const all = / -A /.test(command);
    assertEquals(all, name.startsWith("test"), `${name}: ${command}`);
    if (all) continue;
    const [, set] = /^deno run --quiet --no-prompt -P=(\w+) tasks\/[\w-]+\.ts$/.exec(command) ?? [];
    assert(set !== undefined && set in permissions, `${name}: ${command}`);
  }
});

Deno.test("every script of a task is a task", () => {
  const scripts = [...Deno.readDirSync(`${ROOT}tasks`)].filter(({ name }) => name.endsWith(".ts"));
  const commands = Object.values(tasks).map(({ command }) => command).join("\n");
  assert(scripts.length > 5);
  assertEquals(scripts.filter(({ name }) => !commands.includes(`tasks/${name}`)), []);
});

Deno.test("no set has the network, foreign code or every variable; two may run any program", () => {
  for (const [name, set] of Object.entries(permissions)) {
    for (const kind of ["net", "ffi", "import", "all"]) assertEquals(kind in set, false, name);
    assert(!("env" in set) || Array.isArray(set["env"]), name);
    // The nightly notifies by a command of the user's, perf measures a Python of the user's.
    assertEquals(set["run"] === true, name === "nightly" || name === "perf", name);
  }
});

Deno.test("the worker runs in its set, which has no variable, no network and no other program", async () => {
  assert(workerCommand().includes("-P=worker") && !workerCommand().includes("-A"));
  const refused = await inSet(
    "worker",
    `const refusals = [
      () => Deno.env.get("TOKEN"),
      () => Deno.env.toObject(),
      () => fetch("http://127.0.0.1:8080/"),
      () => Deno.connect({ hostname: "127.0.0.1", port: 9 }),
      () => new Deno.Command("git").output(),
      () => Deno.hostname(),
    ];
    const names = [];
    for (const refusal of refusals) {
      try {
        await refusal();
        names.push("allowed");
      } catch (error) {
        names.push(error.name);
      }
    }
    console.log(names.join());`,
  );
  assertEquals(refused, Array.from({ length: 6 }, () => "NotCapable").join());
});

Deno.test("the driver reads the variables of its list and no other", async () => {
  const script = `console.log(Deno.env.get("NO_COLOR"));
    try { Deno.env.get("TOKEN"); } catch (error) { console.log(error.name); }`;
  assertEquals(await inSet("driver", script), "1\nNotCapable");
});
