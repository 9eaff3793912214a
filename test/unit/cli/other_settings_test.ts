import { assertEquals } from "@std/assert";
import { otherSettings } from "../../../src/cli/other_settings.ts";
import { exampleSweep } from "../../support/study_fixture.ts";

Deno.test("a study of an earlier version goes on with composite kernels", () => {
  const { kernels: _, ...earlier } = exampleSweep();
  assertEquals(otherSettings(earlier, exampleSweep({ kernels: "composite" })), null);
  assertEquals(
    otherSettings(earlier, exampleSweep({ kernels: "auto", name: "quick-mnist-12ab34cd" })),
    "composite kernels; add --kernels composite to go on with it, or choose another folder with --out",
  );
});

Deno.test("what differs in anything but its kernels is another study", () => {
  const [one, fused] = [exampleSweep(), exampleSweep({ kernels: "fused" })];
  assertEquals(otherSettings(one, exampleSweep()), null);
  assertEquals(
    otherSettings(one, fused),
    "the default kernels; leave out --kernels to go on with it, or choose another folder with --out",
  );
  assertEquals(
    otherSettings(one, { ...fused, batchSize: 64 }),
    "other settings; choose another folder with --out",
  );
});
