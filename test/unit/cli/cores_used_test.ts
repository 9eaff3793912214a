import { assertEquals, assertThrows } from "@std/assert";
import { coresText, jobsOf } from "../../../src/cli/cores_used.ts";
import { BenchError } from "../../../src/spec/mod.ts";

const on = (cores: number, dataParallel?: number) => ({ cores, split: { dataParallel } });

Deno.test("as many runs at a time as the cores are enough for, unless --jobs says otherwise", () => {
  assertEquals(jobsOf(undefined, on(8)), 8);
  assertEquals(jobsOf(undefined, on(8, 2)), 4);
  assertEquals(jobsOf(undefined, on(7, 2)), 3);
  assertEquals(jobsOf(undefined, on(2, 4)), 1);
  assertEquals(jobsOf("3", on(2, 4)), 3);
  assertThrows(() => jobsOf("0", on(2)), BenchError, "--jobs 0");
});

Deno.test("the cores in use are counted, and more than there are warned of", () => {
  assertEquals(coresText(2, on(4)), "2 of 4: 2 runs at a time");
  assertEquals(coresText(1, on(4, 4)), "4 of 4: 1 run at a time with 4 replicas each");
  assertEquals(
    coresText(3, on(4, 2)),
    "6 of 4: 3 runs at a time with 2 replicas each; warning: more than there are, so that they slow each other down; lower --jobs or --data-parallel",
  );
  assertEquals(
    coresText(3, on(2)),
    "3 of 2: 3 runs at a time; warning: more than there are, so that they slow each other down; lower --jobs",
  );
});
