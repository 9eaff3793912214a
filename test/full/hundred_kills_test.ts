import { assert } from "@std/assert";
import { killSweep } from "../support/killed_sweep.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

Deno.test("a hundred kills lose no result, make none twice and change no bit", () =>
  inTemporaryFolder(async (folder) => {
    const interrupted = await killSweep({ folder, kills: 100, seeds: 4, steps: 600, seed: 2 });
    assert(interrupted >= 20, `only ${interrupted} kills met a run that had a checkpoint`);
  }));
