import { assertEquals, assertRejects } from "@std/assert";
import { findPytorch, missingEngine, type RunProgram } from "../../../src/perf/find_pytorch.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";

const FACTS = {
  python: "3.11.2",
  torch: "1.13.0",
  blas: "libopenblas.so.0",
  cpuCapability: "AVX2",
  compiles: false,
  matrixFlops: 7e10,
};

/** Programs that have PyTorch, and what they say of it. */
function programs(having: { readonly [program: string]: string }): {
  run: RunProgram;
  asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    run: (program, [first]) => {
      asked.push(program);
      const has = program in having;
      const output = first === "-c" || !has ? "" : having[program]!;
      return Promise.resolve({ success: has, output, errors: "Traceback\nKeyError: 'blas'\n" });
    },
  };
}

Deno.test("the first usual Python that has PyTorch is taken", async () => {
  const { run, asked } = programs({ "/usr/bin/python3": `warming up\n${JSON.stringify(FACTS)}\n` });
  assertEquals(await findPytorch(null, run), { program: "/usr/bin/python3", facts: FACTS });
  assertEquals(asked, ["python3", "/usr/bin/python3", "/usr/bin/python3"]);
  assertEquals(await findPytorch(null, programs({}).run), null);
});

Deno.test("a Python that is asked for must have it, and one that has it must work", async () => {
  const { run } = programs({ python3: "{}" });
  const absent = await assertRejects(() => findPytorch("/opt/python", run), BenchError);
  assertEquals([absent.code, absent.message], [
    EXIT.usage,
    '--python /opt/python: "import torch" does not work there; give a Python that has PyTorch, or leave --python out',
  ]);
  const broken = await assertRejects(() => findPytorch(null, run), BenchError, "KeyError: 'blas'");
  assertEquals(broken.code, EXIT.environment);
});

Deno.test("a program that does not exist has no PyTorch", async () => {
  await assertRejects(() => findPytorch("/nowhere/python3"), BenchError, "import torch");
});

Deno.test("engines of PyTorch need it, and the compiled one version 2", () => {
  const pytorch = { program: "python3", facts: FACTS };
  assertEquals(missingEngine("fused", null), null);
  assertEquals(missingEngine("pytorch", pytorch), null);
  assertEquals(typeof missingEngine("pytorch", null), "string");
  assertEquals(
    missingEngine("pytorch-compiled", pytorch),
    "PyTorch 1.13.0 has no torch.compile, which came with version 2",
  );
  const newer = { ...pytorch, facts: { ...FACTS, compiles: true } };
  assertEquals(missingEngine("pytorch-compiled", newer), null);
});
