import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { lint } from "../../../src/cli/lint.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import type { Plan } from "../../../src/spec/mod.ts";
import { fakeStudy } from "../../support/fake_study.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function linted(folder: string): Promise<{ readonly text: string; readonly code: number }> {
  const lines: string[] = [];
  try {
    await lint([folder], { print: (line) => lines.push(line) });
    return { text: lines.join("\n"), code: 0 };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { text: lines.join("\n"), code: error.code };
  }
}

async function changePlan(folder: string, change: (plan: Plan) => unknown): Promise<void> {
  const path = join(folder, "plan.json");
  const plan: Plan = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify(change(plan)));
}

/** What is done to a study, and what must be found. */
const DAMAGES: readonly {
  readonly name: string;
  readonly code: number;
  readonly says: string;
  readonly damage: (folder: string, first: string) => Promise<void>;
}[] = [
  {
    name: "a flipped bit in the weights",
    code: 1,
    says: "its SHA-256 differs from SHA256SUMS",
    damage: (_, first) =>
      Deno.writeFile(join(first, "parameters.safetensors"), Uint8Array.of(1, 2, 3)),
  },
  {
    name: "missing predictions",
    code: 1,
    says: "predictions.bin: the file is missing",
    damage: (_, first) => Deno.remove(join(first, "predictions.bin")),
  },
  {
    name: "a missing run",
    code: 4,
    says: "no result (not finished)",
    damage: (_, first) => Deno.remove(first, { recursive: true }),
  },
  {
    name: "a seed removed from the runs of the plan",
    code: 6,
    says: "seed 2 of ctm was removed",
    damage: (folder) =>
      changePlan(folder, (plan) => ({
        ...plan,
        runs: plan.runs.filter((run) => run.spec.seed !== 2),
      })),
  },
  {
    name: "a seed removed from the whole plan",
    code: 6,
    says: "is finished and fits, but the plan does not name it: a seed was removed",
    damage: (folder) =>
      changePlan(folder, (plan) => ({
        ...plan,
        sweep: { ...plan.sweep, seeds: [1] },
        runs: plan.runs.filter((run) => run.spec.seed !== 2),
      })),
  },
  {
    name: "a seed that is there twice",
    code: 6,
    says: "plan: seed 1 is there twice",
    damage: (folder) =>
      changePlan(folder, (plan) => ({ ...plan, sweep: { ...plan.sweep, seeds: [1, 1, 2] } })),
  },
  {
    name: "a plan of other code",
    code: 1,
    says: "made with other code or data than the plan says",
    damage: (folder) => changePlan(folder, (plan) => ({ ...plan, code: "other" })),
  },
];

Deno.test("lint finds nothing in a whole study, and each damage in a damaged one", async (t) => {
  await inTemporaryFolder(async (folder) => {
    const whole = join(folder, "whole");
    await fakeStudy(whole);
    assertEquals(await linted(whole), { text: `${whole}: nothing found`, code: 0 });
    for (const { name, code, says, damage } of DAMAGES) {
      await t.step(name, async () => {
        const study = join(folder, name);
        await new Deno.Command("cp", { args: ["-r", whole, study] }).output();
        const plan: Plan = JSON.parse(await Deno.readTextFile(join(study, "plan.json")));
        await damage(study, join(study, "runs", plan.runs[0]!.id));
        const found = await linted(study);
        assertStringIncludes(found.text, says);
        assertEquals(found.code, code, found.text);
      });
    }
  });
});

Deno.test("lint finds runs that different kernels computed", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder);
    const plan: Plan = JSON.parse(await Deno.readTextFile(join(folder, "plan.json")));
    const run = join(folder, "runs", plan.runs[2]!.id);
    const path = join(run, "environment.json");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace("fused (relaxed FMA)", "fused (plain)"));
    // Otherwise it is the changed file that is found.
    await Deno.remove(join(run, "SHA256SUMS"));
    assertEquals((await linted(folder)).code, 6);
    assertStringIncludes(
      (await linted(folder)).text,
      "runs were made with different kernels: fused (relaxed FMA) (5, first ctm seed 1); fused (plain) (1, first cnn seed 1)",
    );
  });
});

Deno.test("lint finds seeds with equal results", async () => {
  await inTemporaryFolder(async (folder) => {
    await fakeStudy(folder, { behaviours: { ctm: "ignore the seed" } });
    const { text, code } = await linted(folder);
    assertStringIncludes(text, "ctm seed 2: the same predictions as ctm seed 1");
    assertEquals(code, 6);
  });
});

Deno.test("lint of a folder without a study", async () => {
  await inTemporaryFolder(async (folder) => {
    const error = await assertRejects(() => lint([folder], { print: () => undefined }), BenchError);
    assertEquals(error.code, 2);
  });
});
