import { assertEquals } from "@std/assert";
import {
  amountText,
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
  pointsIntervalText,
  probabilityText,
  signedPointsText,
} from "../../../src/report/number_text.ts";

Deno.test("numbers are printed with their unit, a true minus sign and fixed digits", () => {
  assertEquals(percentText(0.87314), "87.31 %");
  assertEquals(percentText(0.87314, 0), "87 %");
  assertEquals(signedPointsText(0.012), "+1.20");
  assertEquals(signedPointsText(-0.0022), "−0.22");
  assertEquals(pointsIntervalText({ low: -0.0056, high: 0.0012 }), "[−0.56, +0.12]");
  assertEquals(percentIntervalText({ low: 0.869, high: 0.877 }, 1), "[86.9, 87.7]");
  assertEquals(fixedText(-1.26, 1), "−1.3");
  assertEquals(amountText(20000), "20,000");
  assertEquals(amountText(1.234e12), "1.23e12");
  assertEquals(levelText(1 - 0.05 / 2), "97.5 %");
  assertEquals(levelText(1 - 0.05), "95 %");
});

Deno.test("what is unknown is a dash, never 0", () => {
  for (const print of [percentText, signedPointsText, amountText, probabilityText]) {
    assertEquals(print(null), "–");
    assertEquals(print(NaN), "–");
  }
  assertEquals(pointsIntervalText(null), "–");
  assertEquals(percentIntervalText(null), "–");
});
