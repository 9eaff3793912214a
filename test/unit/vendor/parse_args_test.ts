import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

Deno.test("parseArgs() reads values after a space and after an equals sign", () => {
  assertEquals(
    parseArgs(["--ticks", "1,2", "--out=a=b"], { string: ["ticks", "out"] }),
    {
      _: [],
      ticks: "1,2",
      out: "a=b",
    },
  );
});

Deno.test("parseArgs() keeps declared strings as text and turns other numerals into numbers", () => {
  assertEquals(
    parseArgs(["--a", "5", "--b", "5", "7", "1e3x"], { string: ["a"] }),
    {
      _: [7, "1e3x"],
      a: "5",
      b: 5,
    },
  );
  assertEquals(parseArgs(["7"], { string: ["_"] })._, ["7"]);
});

Deno.test("parseArgs() gives a string flag without a value the empty text", () => {
  assertEquals(parseArgs(["--a", "--b", "1"], { string: ["a", "b"] }), {
    _: [],
    a: "",
    b: "1",
  });
  assertEquals(parseArgs(["--a"], { string: ["a"] }).a, "");
});

Deno.test("parseArgs() never lets a boolean flag take a value, other than true or false", () => {
  const options = { boolean: ["dry", "quiet"] };
  assertEquals(parseArgs(["--dry", "x"], options), {
    _: ["x"],
    dry: true,
    quiet: false,
  });
  assertEquals(parseArgs(["--dry", "false"], options), {
    _: [],
    dry: false,
    quiet: false,
  });
  assertEquals(parseArgs(["--dry=false"], options).dry, false);
});

Deno.test("parseArgs() collects repeated flags and otherwise keeps the last", () => {
  const options = { string: ["option", "seeds"], collect: ["option"] };
  assertEquals(
    parseArgs(
      ["--option", "a", "--option=b", "--seeds=1", "--seeds=2"],
      options,
    ),
    {
      _: [],
      option: ["a", "b"],
      seeds: "2",
    },
  );
  assertEquals(parseArgs([], options), { _: [], option: [] });
});

Deno.test("parseArgs() negates only negatable flags", () => {
  const options = {
    boolean: ["color"],
    negatable: ["color"],
    default: { color: true },
  };
  assertEquals(parseArgs(["--no-color"], options), { _: [], color: false });
  assertEquals(parseArgs([], options), { _: [], color: true });
  assertEquals(parseArgs(["--no-sound"]), { _: [], "no-sound": true });
});

Deno.test("parseArgs() reads short flags alone, in clusters and with values", () => {
  const options = {
    boolean: ["dry-run"],
    alias: { "dry-run": "n" },
    string: ["o"],
  };
  assertEquals(parseArgs(["-n", "x"], options), {
    _: ["x"],
    n: true,
    "dry-run": true,
  });
  assertEquals(parseArgs(["-abc"]), { _: [], a: true, b: true, c: true });
  assertEquals(parseArgs(["-j5"]), { _: [], j: 5 });
  assertEquals(parseArgs(["-j", "5"]), { _: [], j: 5 });
  assertEquals(parseArgs(["-o=dir", "-j"], options).o, "dir");
});

Deno.test("parseArgs() reports undeclared flags and positionals, and drops them on false", () => {
  const seen: unknown[][] = [];
  const unknown = (...call: unknown[]) => {
    seen.push(call);
    return false;
  };
  const result = parseArgs(["--tikcs", "4", "stray", "-z", "--out", "d"], {
    string: ["out"],
    unknown,
  });
  assertEquals(seen, [["--tikcs", "tikcs", "4"], ["stray"], ["-z", "z", true]]);
  assertEquals(result, { _: [], out: "d" });
});

Deno.test("parseArgs() leaves what follows -- alone", () => {
  assertEquals(parseArgs(["a", "--", "--b", "1"]), { _: ["a", "--b", "1"] });
  assertEquals(parseArgs(["a", "--", "--b", "1"], { "--": true }), {
    _: ["a"],
    "--": ["--b", "1"],
  });
});

Deno.test("parseArgs() with stopEarly takes everything from the first positional on as it is", () => {
  assertEquals(parseArgs(["--a", "1", "go", "--b", "2"], { stopEarly: true }), {
    _: ["go", "--b", "2"],
    a: 1,
  });
});
