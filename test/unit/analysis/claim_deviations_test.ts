import { assertEquals } from "@std/assert";
import { changedFields, claimDeviations } from "../../../src/analysis/claim_deviations.ts";
import { claimHash } from "../../../src/spec/claim.ts";
import { exampleClaim } from "../../support/example_claim.ts";

const claim = exampleClaim();
const sha256 = claimHash(claim);
const code = "c".repeat(64);
const lock = { claim, sha256, locked: "2026-03-01T12:00:00.000Z", code };
const run = { dataset: "mnist", started: "2026-03-01T12:00:01.000Z", code, claim: sha256 };
const study = { dataset: "mnist", data: "d".repeat(64), code, claim: sha256, tuning: null };

Deno.test("conduct as registered has no deviation", () => {
  assertEquals(claimDeviations(lock, { claim, sha256, runs: [run], studies: [study] }), []);
});

Deno.test("a changed claim, other code, another version and an early start are each told once", () => {
  const edited = exampleClaim({ margin: { value: "0.2pp", reason: claim.margin.reason } });
  const other = claimHash(edited);
  const runs = [
    { ...run, code: "e".repeat(64) },
    { ...run, code: "e".repeat(64) },
    { ...run, claim: other },
    { ...run, claim: null },
    { ...run, started: "2026-03-01T11:59:59.000Z" },
  ];
  assertEquals(claimDeviations(lock, { claim: edited, sha256: other, runs, studies: [] }), [
    'the field margin.value was registered as "1.0pp" and is now "0.2pp"',
    "2 runs on mnist made with code eeeeeeeeeeee, not cccccccccccc",
    `1 run on mnist made for version ${other.slice(0, 12)} of the claim, not ${
      sha256.slice(0, 12)
    }`,
    `1 run on mnist made for no version of the claim, not ${sha256.slice(0, 12)}`,
    "1 run on mnist started before the claim was locked",
  ]);
});

Deno.test("other data, other code and another search of a study are deviations", () => {
  const expected = "a".repeat(64);
  const datasets = [{ name: "mnist", sha256: expected, splits: { validation: 1, test: 1 } }];
  const known = exampleClaim({ datasets, comparisons: 2 });
  const hash = claimHash(known);
  const studies = [{ ...study, code: "e".repeat(64), claim: null, tuning: "trials: 4 not 8" }];
  const registered = { ...lock, claim: known, sha256: hash };
  assertEquals(claimDeviations(registered, { claim: known, sha256: hash, runs: [], studies }), [
    "the data of mnist have the SHA-256 dddddddddddd, not aaaaaaaaaaaa",
    "the study of mnist is planned with code eeeeeeeeeeee, not cccccccccccc",
    `the study of mnist is planned for no version of the claim, not ${hash.slice(0, 12)}`,
    "the study of mnist: trials: 4 not 8",
  ]);
});

Deno.test("changed fields are named by their path, lists as a whole", () => {
  assertEquals(changedFields({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 1, c: 3 }, d: [1, 2] }), [
    { field: "a.c", before: "2", after: "3" },
    { field: "d", before: "[1]", after: "[1,2]" },
  ]);
});
