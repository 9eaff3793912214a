import { assert, assertEquals } from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { overlay, readConfig } from "../../../src/cli/read_config.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import { nightlyServices } from "../../../src/nightly/nightly_services.ts";
import { parseNightlyFlags } from "../../../src/nightly/nightly_flags.ts";

const ROOT = new URL("../../../", import.meta.url);

/** The arguments of `deno task nightly` in a workflow, with variables of the shell left out. */
async function nightlyArguments(workflow: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`.github/workflows/${workflow}`, ROOT));
  const [, words] = /deno task nightly \$PIN ([\s\S]*?)\n {6}- /.exec(text)!;
  return words!.trim().split(/\s+/).map((word) => word.replaceAll('"', ""));
}

for (const workflow of ["nightly.yml", "nightly-cpu.yml"]) {
  Deno.test(`the command of ${workflow} has flags that exist, and gates`, async () => {
    const options = parseNightlyFlags(await nightlyArguments(workflow));
    assertEquals(options.gate, ["regressed", "failed", "drift"]);
    assertEquals(options.notify, [{ kind: "summary" }]);
    parseFlags(options.study);
  });
}

Deno.test("the committed suite is a study with the seeds that a verdict needs", async () => {
  const config = await readConfig(new URL("tasks/suites/nightly.jsonc", ROOT).pathname);
  const { catalog } = nightlyServices().study;
  const sweep = resolveSweep(overlay(config, parseFlags([])), catalog);
  assert(sweep.seeds.length >= 5);
  assertEquals([sweep.backend, sweep.kernels], ["wasm", "reproducible"]);
  assertEquals(sweep.axes.every(({ values }) => values.length === 1), true);
  assertEquals(sweep.models.map(({ name }) => name), ["ctm", "lstm", "cnn"]);
});
