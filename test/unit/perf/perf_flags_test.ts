import { assertEquals, assertThrows } from "@std/assert";
import { CASES } from "../../../src/perf/cases.ts";
import { readPerfFlags } from "../../../src/perf/perf_flags.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";

Deno.test("without flags everything is timed, on what is there", () => {
  const flags = readPerfFlags([]);
  assertEquals(flags.cases, CASES.map(({ name }) => name));
  assertEquals([flags.models, flags.engines, flags.rounds, flags.steps, flags.scaling], [
    ["ctm", "lstm", "cnn"],
    null,
    5,
    null,
    false,
  ]);
});

Deno.test("lists come in the order of the table, curves without cases unless they are named", () => {
  const flags = readPerfFlags(["--case", "quick, small", "--engine=pytorch,fused", "--steps", "3"]);
  assertEquals([flags.cases, flags.engines, flags.steps], [
    ["small", "quick"],
    ["fused", "pytorch"],
    3,
  ]);
  assertEquals(readPerfFlags(["--scaling"]).cases, []);
  assertEquals(readPerfFlags(["--scaling", "--case", "deep"]).cases, ["deep"]);
});

Deno.test("a wrong command line is one clear line, exit code 2", () => {
  const wrong: [string[], string][] = [
    [["--case", "smal"], '--case smal: there is no "smal"; did you mean small?'],
    [["--engine", "fused,torch"], '--engine fused,torch: there is no "torch"'],
    [["--model", "mlp"], '--model mlp: there is no "mlp"; expected one of ctm, lstm, cnn'],
    [["--rounds", "0"], "--rounds 0: expected a whole number from 1"],
    [["--steps", "1.5"], "--steps 1.5: expected a whole number from 1"],
    [["--case", ""], "--case needs a value, for example --case small,quick"],
    [["--out", "here"], "--out here: expected a file that ends in .json"],
    [["--case", "small", "--case", "deep"], "--case is given 2 times; give it once"],
    [["--scalling"], "unknown flag --scalling; did you mean --scaling?"],
    [
      ["--scaling", "--engine", "plain"],
      "--scaling measures fused and composite; name one of them",
    ],
    [["--case", "deep", "--model", "lstm,cnn"], "--model lstm,cnn: deep has no such model"],
    [["small"], 'unexpected argument "small"; see --help'],
  ];
  for (const [args, says] of wrong) {
    const error = assertThrows(() => readPerfFlags(args), BenchError, says);
    assertEquals([error.code, error.message.includes("\n")], [EXIT.usage, false]);
  }
});
