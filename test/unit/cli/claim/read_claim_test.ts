import { join } from "node:path";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readClaim } from "../../../../src/cli/claim/read_claim.ts";
import { BenchError } from "../../../../src/spec/errors.ts";
import { claimHash } from "../../../../src/spec/mod.ts";
import { exampleClaim, exampleClaimContent } from "../../../support/example_claim.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";

async function read(content: string) {
  return await inTemporaryFolder(async (folder) => {
    const path = join(folder, "claim.jsonc");
    await Deno.writeTextFile(path, content);
    return await readClaim(path);
  });
}

/** The message about a claim that differs from the example in `change`. */
async function complaint(change: Record<string, unknown>): Promise<string> {
  const text = JSON.stringify(exampleClaimContent(change));
  const error = await assertRejects(() => read(text), BenchError);
  assertEquals(error.code, 2);
  assertEquals(error.message.includes("\n"), false);
  return error.message.replace(/^--claim \S+: /, "");
}

Deno.test("a claim's hash is that of its content, whatever its comments, order and defaults say", async () => {
  const plain = await read(JSON.stringify(exampleClaimContent()));
  assertEquals([plain.claim, plain.sha256], [exampleClaim(), claimHash(exampleClaim())]);
  const { margin, ...others } = exampleClaimContent();
  const commented = await read(
    `// Why.\n${JSON.stringify({ margin, ...others, exploratory: false }, null, 2)}`,
  );
  assertEquals(commented.sha256, plain.sha256);
  const changed = await read(JSON.stringify(exampleClaimContent({ alpha: 0.04 })));
  assertEquals(changed.sha256 === plain.sha256, false);
});

Deno.test("what is wrong with a claim is one line that names the field", async () => {
  const dataset = { name: "mnist", splits: { validation: 100, test: 400 } };
  for (
    const [change, message] of [
      [{ sedes: [1] }, "unknown field sedes; did you mean seeds?"],
      [{ margin: { valeu: "1pp", value: "1pp", reason: "x" } }, "unknown field margin.valeu; did"],
      [{ datasets: [{ ...dataset, sha: "x" }] }, "unknown field datasets.1.sha"],
      [{ margin: undefined }, "margin is missing"],
      [{ failurePolicy: undefined }, "failurePolicy is missing"],
      [{ margin: { value: "1.0", reason: "x" } }, "margin.value: must be auto or percentage"],
      [{ margin: { value: "1.0pp", reason: " " } }, "margin.reason: must say something"],
      [{ match: "parms" }, 'match: "parms" is not possible; did you mean params?'],
      [{ parts: [{ statement: "wins", baseline: "lstm" }] }, 'parts.1.statement: "wins" is not'],
      [
        { parts: [{ statement: "leads", baseline: "gru" }] },
        "parts.1.baseline: gru is none of the models (ctm,lstm,cnn)",
      ],
      [{ seeds: [1, 2, 3] }, "seeds: must be at least 5 seeds"],
      [{ seeds: [1, 2, 3, 4, 4] }, "seeds: 4 occurs twice"],
      [{ seeds: [0, 1, 2, 3, 4] }, "seeds.1: "],
      [{ comparisons: 2 }, "comparisons: must be 4: 2 data sets times 2 baselines"],
      [{ looks: [5, 4] }, "looks: must rise from 5 or more to the number of seeds, 5"],
      [{ alpha: "0.05" }, "alpha: expected number, received string"],
      [{ tuning: { kind: "none" } }, "tuning.reason is missing"],
    ] as const
  ) {
    assertStringIncludes(await complaint(change), message);
  }
});

Deno.test("a file that is none is one line too", async () => {
  const missing = await assertRejects(() => readClaim("/nowhere/claim.jsonc"), BenchError);
  assertStringIncludes(missing.message, "--claim /nowhere/claim.jsonc: cannot be read (NotFound)");
  const broken = await assertRejects(() => read("{ name: "), BenchError);
  assertStringIncludes(broken.message, "not JSON with comments");
});

Deno.test("the claims of the project can be read", async () => {
  for (const name of ["images", "images-quick"]) {
    const path = new URL(`../../../../tasks/claims/${name}.jsonc`, import.meta.url).pathname;
    assertEquals((await readClaim(path)).claim.name, name);
  }
});
