import { type FixtureCase, readFixtureCase } from "../../src/verify/fixture_case.ts";

const ROOT = new URL("../golden/cases/", import.meta.url);

/** The names of the golden cases that come with the project. */
export const GOLDEN_CASES: readonly string[] = [...Deno.readDirSync(ROOT)]
  .map(({ name }) => name).sort();

/** The folder of a golden case. */
export function goldenFolder(name: string): string {
  return new URL(name, ROOT).pathname;
}

/** Reads a golden case. */
export function readGoldenCase(name: string): Promise<FixtureCase> {
  return readFixtureCase(goldenFolder(name));
}
