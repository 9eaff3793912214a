import { assertEquals, assertThrows } from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { BenchError } from "../../../src/spec/errors.ts";

function given(...args: string[]) {
  return Object.fromEntries(parseFlags(args));
}

function refused(args: string[], says: string) {
  const error = assertThrows(() => parseFlags(args), BenchError, says);
  assertEquals(error.code, 2);
  assertEquals(error.message.includes("\n"), false);
}

Deno.test("flags are read with a space or an equals sign, switches by name or letter", () => {
  assertEquals(given("--models", "ctm,cnn", "--ticks=1,2", "-n", "--quiet"), {
    models: ["ctm,cnn"],
    ticks: ["1,2"],
    "dry-run": ["true"],
    quiet: ["true"],
  });
  assertEquals(given("--dry-run"), given("-n"));
  assertEquals(given("-h"), { help: ["true"] });
  assertEquals(given(), {});
});

Deno.test("a repeatable flag keeps all its values, and a value may contain an equals sign", () => {
  assertEquals(given("--option", "ctm.a=1", "--option=lstm.b=2", "--budget=steps=5"), {
    option: ["ctm.a=1", "lstm.b=2"],
    budget: ["steps=5"],
  });
});

Deno.test("exactly one leading -- is dropped", () => {
  assertEquals(given("--", "--seeds", "5"), { seeds: ["5"] });
  refused(["--", "--", "--seeds", "5"], 'unexpected argument "--seeds"');
  refused(["--seeds", "5", "--", "--ticks", "4"], 'unexpected argument "--ticks"');
});

Deno.test("a misspelt flag is refused with the flag that was meant", () => {
  refused(["--tikcs", "4"], "unknown flag --tikcs; did you mean --ticks?");
  refused(["--learning_rate=1"], "did you mean --learning-rate?");
  refused(["--colour"], "unknown flag --colour (--help");
  refused(["--no-colour"], "did you mean --no-color?");
  refused(["--syncout", "3"], "did you mean --sync-out?");
  refused(["-x"], "unknown flag -x");
  refused(["--5"], "unknown flag --5");
});

Deno.test("an argument that belongs to no flag is refused", () => {
  refused(["ctm"], 'unexpected argument "ctm"');
  refused(["--ticks", "1,", "2"], 'unexpected argument "2"');
  refused(["--quiet", "yes"], 'unexpected argument "yes"');
});

Deno.test("a flag without its value is refused with an example", () => {
  refused(["--ticks"], "--ticks needs a value, for example --ticks 1,2,4,8");
  refused(["--ticks="], "--ticks needs a value");
  refused(["--ticks", "--seeds", "5"], "--ticks needs a value");
});

Deno.test("a flag given twice is refused", () => {
  refused(["--seeds", "5", "--seeds=6"], "--seeds is given 2 times");
  refused(["-n", "--dry-run"], "--dry-run is given 2 times");
});

Deno.test("a switch with a value is refused", () => {
  refused(["--dry-run=no"], '--dry-run takes no value; leave out "=no"');
});
