import { assertEquals } from "@std/assert";
import { closest, editDistance, hint } from "../../../src/cli/suggest.ts";

Deno.test("editDistance() counts insertions, removals, replacements and swaps as one each", () => {
  assertEquals(editDistance("ticks", "ticks"), 0);
  assertEquals(editDistance("ticks", "tick"), 1);
  assertEquals(editDistance("ticks", "tricks"), 1);
  assertEquals(editDistance("ticks", "ticky"), 1);
  assertEquals(editDistance("ticks", "tikcs"), 1);
  assertEquals(editDistance("kitten", "sitting"), 3);
  assertEquals(editDistance("", "abc"), 3);
});

Deno.test("closest() finds a near name or a unique beginning, and nothing else", () => {
  const names = ["ticks", "seeds", "sync-out", "sync-action"];
  assertEquals(closest("Ticks", names), "ticks");
  assertEquals(closest("se", names), "seeds");
  assertEquals(closest("sync", names), null);
  assertEquals(closest("banana", names), null);
});

Deno.test("hint() lists the names where none is near or they are few", () => {
  assertEquals(hint("tikcs", ["ticks"], "--"), "; did you mean --ticks?");
  assertEquals(hint("ctn", ["ctm", "cnn"]), "; did you mean ctm? (one of ctm, cnn)");
  assertEquals(hint("xyz", ["ctm", "cnn"]), "; expected one of ctm, cnn");
  const many = ["ticks", "b", "c", "d", "e", "f", "g"];
  assertEquals(hint("tick", many), "; did you mean ticks?");
});
