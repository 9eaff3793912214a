import { assertEquals } from "@std/assert";
import { resolve } from "node:path";
import {
  type CacheSystem,
  defaultCacheDirectory,
} from "../../../datasets/default_cache_directory.ts";
import { assertUsageThrows } from "./small_data.ts";

function directory(os: CacheSystem["os"], variables: Record<string, string>): string {
  return defaultCacheDirectory({ os, variable: (name) => variables[name] });
}

Deno.test("the cache folder follows the variables in their order", () => {
  const all = { CTM_BENCH_CACHE: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/user" };
  assertEquals(directory("linux", all), resolve("/own"));
  assertEquals(directory("linux", { ...all, CTM_BENCH_CACHE: "" }), resolve("/xdg/ctm-bench"));
  assertEquals(directory("linux", { HOME: "/home/user" }), resolve("/home/user/.cache/ctm-bench"));
});

Deno.test("the cache folder is where the platform keeps caches", () => {
  assertEquals(
    directory("darwin", { HOME: "/Users/user" }),
    resolve("/Users/user/Library/Caches/ctm-bench"),
  );
  const windows = { LOCALAPPDATA: "/local", HOME: "/home/user" };
  assertEquals(directory("windows", windows), resolve("/local/ctm-bench"));
  assertEquals(directory("linux", windows), resolve("/home/user/.cache/ctm-bench"));
});

Deno.test("a relative cache folder is made absolute, for processes with another working folder", () => {
  assertEquals(directory("linux", { CTM_BENCH_CACHE: "cache" }), resolve("cache"));
});

Deno.test("no variable at all is one line that says which to set", () => {
  assertUsageThrows(() => directory("linux", {}), "set CTM_BENCH_CACHE");
});
