import { assertEquals } from "@std/assert";
import { verifyCase } from "../../src/verify/verify_case.ts";
import { onEachBackend } from "../support/backends.ts";
import { GOLDEN_CASES, readGoldenCase } from "../support/golden_case.ts";

Deno.test("every golden case of the authors' code is here", () => {
  assertEquals(GOLDEN_CASES.length, 26);
});

for (const name of GOLDEN_CASES) {
  onEachBackend(`golden ${name}: everything that it stores`, async (backend) => {
    const { compared, worst, failures } = await verifyCase(await readGoldenCase(name));
    assertEquals(failures, []);
    console.log(
      `${name} [${backend}]: ${compared} tensors, worst ${worst!.error.toFixed(3)} at ${worst!.name}`,
    );
  });
}
