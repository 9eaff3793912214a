import { assertEquals, assertThrows } from "@std/assert";
import { noticesOf, requireNamed } from "../../../src/perf/notices.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";
import { MACHINE } from "./samples.ts";

/** A PyTorch 1 that multiplies matrices at so many FLOP/s. */
const pytorch = (matrixFlops: number) => ({
  program: "python3",
  facts: {
    python: "3.11.2",
    torch: "1.13.0",
    blas: "libblas.so.3",
    cpuCapability: "AVX2",
    compiles: false,
    matrixFlops,
  },
});

Deno.test("a PyTorch without a fast BLAS is told of: below a third of our peak", () => {
  // A third of 50 GFLOP/s is 16.7.
  assertEquals(noticesOf(["fused", "pytorch"], MACHINE, pytorch(17e9)), []);
  assertEquals(noticesOf(["fused", "pytorch"], MACHINE, pytorch(3e9)), [
    "PyTorch multiplies matrices at 3.0 GFLOP/s with libblas.so.3, our kernels reach 50.0 GFLOP/s; it lacks a fast BLAS (libopenblas0 on Debian), and its times say nothing about PyTorch",
  ]);
});

Deno.test("engines that are not there are told of, or refused if they were asked for", () => {
  const compiled = "PyTorch 1.13.0 has no torch.compile, which came with version 2";
  assertEquals(noticesOf(["fused", "pytorch", "pytorch-compiled"], MACHINE, pytorch(5e10)), [
    `pytorch-compiled is left out: ${compiled}`,
  ]);
  assertEquals(noticesOf(["fused", "pytorch"], MACHINE, null).length, 1);
  requireNamed(["fused", "pytorch"], pytorch(5e10));
  const error = assertThrows(
    () => requireNamed(["fused", "pytorch-compiled"], pytorch(5e10)),
    BenchError,
    `--engine pytorch-compiled: ${compiled}; install it`,
  );
  assertEquals(error.code, EXIT.environment);
});
