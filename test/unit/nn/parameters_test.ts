import { assertEquals, assertThrows } from "@std/assert";
import { createParameters } from "../../../src/nn/mod.ts";
import { parameter } from "../../../src/nn/declaration.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";

onEachBackend("a parameter can start from given values", async () => {
  const declared = parameter("vector", [2, 2], { kind: "values", values: [0, 1, -2, 3] });
  const parameters = createParameters([declared], randomFromSeed(1));
  assertEquals(parameters.get("vector").shape as number[], [2, 2]);
  await assertClose(parameters.get("vector"), [0, 1, -2, 3], 0);
  parameters.dispose();
});

Deno.test("initial values must be as many as the elements", () => {
  const declared = parameter("vector", [3], { kind: "values", values: [0, 1] });
  assertThrows(
    () => createParameters([declared], randomFromSeed(1)),
    RangeError,
    "2 initial values for 3 elements",
  );
});
