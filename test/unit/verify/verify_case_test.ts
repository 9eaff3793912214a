import { assertEquals, assertRejects } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { readFixtureCase } from "../../../src/verify/fixture_case.ts";
import { verifyCase } from "../../../src/verify/verify_case.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { onEachBackend } from "../../support/backends.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { type Changes, writeChangedCase } from "./changed_case.ts";

/** Cases that are found out to be wrong at different depths. */
const BROKEN: readonly [name: string, what: string, Changes][] = [
  ["ctm_one_tick_widening", "before the model is built", {
    info: ({ config }) => config.heads = 3,
  }],
  ["ctm_one_tick_widening", "when it is loaded", { info: ({ config }) => config.d_model = 9 }],
  ["ctm_one_tick_widening", "for its loss", { info: ({ loss }) => loss.name = "hinge" }],
  ["ctm_one_tick_widening", "in training", { info: (info) => delete info.optimizer }],
  ["trajectory_ctm", "in a trajectory", { info: ({ loss }) => loss.name = "hinge" }],
];

for (const [name, what, changes] of BROKEN) {
  onEachBackend(
    `a case that fails ${what} leaves no tensor behind`,
    () =>
      inTemporaryFolder(async (folder) => {
        await writeChangedCase(folder, name, changes);
        const fixture = await readFixtureCase(`${folder}/${name}`);
        const before = tf.memory().numTensors;
        await assertRejects(() => verifyCase(fixture), BenchError);
        assertEquals(tf.memory().numTensors, before);
      }),
    ["cpu"],
  );
}

Deno.test("a schedule is held to float64", () =>
  inTemporaryFolder(async (folder) => {
    // Far below what float32 can tell.
    await writeChangedCase(folder, "schedulers", {
      info: ({ subcases }) => subcases[0].lr_f64[50] *= 1 + 1e-8,
    });
    const { failures } = await verifyCase(await readFixtureCase(`${folder}/schedulers`));
    assertEquals(failures.length, 1);
    assertEquals(failures[0]!.startsWith("cosine_wired: rate "), true);
  }));
