import { assertEquals } from "@std/assert";
import { readFixtureCase } from "../../src/verify/fixture_case.ts";
import { verifyCase } from "../../src/verify/verify_case.ts";
import { onEachBackend } from "../support/backends.ts";
import { GOLDEN_CASES, goldenFolder } from "../support/golden_case.ts";

/**
 * Cases of what the authors' cases do not have, made by an independent implementation in PyTorch
 * that agrees with all of theirs: `test/peers/make_cases.py`.
 */
const FURTHER = new URL("further/", import.meta.url).pathname;

Deno.test("every golden case of the authors' code is here", () => {
  assertEquals(GOLDEN_CASES.length, 26);
});

const FOLDERS = [
  ...GOLDEN_CASES.map((name) => ({ name: `golden ${name}`, folder: goldenFolder(name) })),
  ...[...Deno.readDirSync(FURTHER)].map(({ name }) => ({
    name: `further ${name}`,
    folder: FURTHER + name,
  })),
];

for (const { name, folder } of FOLDERS) {
  onEachBackend(`${name}: everything that it stores`, async (backend) => {
    const { compared, worst, failures } = await verifyCase(await readFixtureCase(folder));
    assertEquals(failures, []);
    console.log(
      `${name} [${backend}]: ${compared} tensors, worst ${worst!.error.toFixed(3)} at ${worst!.name}`,
    );
  });
}
