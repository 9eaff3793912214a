import { assertEquals } from "@std/assert";
import { signFlip } from "../../../src/analysis/sign_flip.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const minus = (left: readonly number[], right: readonly number[]) =>
  left.map((value, index) => value - right[index]!);

Deno.test("signFlip() gives the exact p values of the protocol", () => {
  const { CTM, LSTM, CNN } = golden.accuracies;
  assertEquals(signFlip(minus(CTM, LSTM)), golden.signFlip.CTM_LSTM);
  assertEquals(signFlip(minus(CTM, CNN)), golden.signFlip.CTM_CNN);
  assertEquals(signFlip(minus(golden.F2.left, golden.F2.right)), golden.signFlip.F2);
  assertEquals(signFlip(minus(golden.F3.left, golden.F3.right)), golden.signFlip.F3);
});

Deno.test("signFlip() cannot go below 2 / 2^S", () => {
  assertEquals(signFlip([1, 2, 3, 4, 5]), 2 / 2 ** 5);
  assertEquals(signFlip(Array.from({ length: 20 }, (_, index) => index + 1)), 2 / 2 ** 20);
});

Deno.test("signFlip() counts ties that differ by rounding", () => {
  // 0.1 + 0.2 - 0.3 is not exactly 0; all eight patterns reach |sum| >= 0.
  assertEquals(signFlip([0.1, 0.2, -0.3]), 1);
  assertEquals(signFlip([0, 0, 0]), 1);
});

Deno.test("signFlip() is null where it cannot be exact", () => {
  assertEquals(signFlip([]), null);
  assertEquals(signFlip(new Array(21).fill(1)), null);
});
