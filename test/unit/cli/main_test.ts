import { assertEquals, assertStringIncludes } from "@std/assert";
import { describeError } from "../../../src/cli/main.ts";
import { BenchError, EXIT, usageError } from "../../../src/spec/errors.ts";

Deno.test("an expected error is one line with its own exit code", () => {
  assertEquals(describeError(usageError("first\n  second")), {
    line: "error: first second",
    code: 2,
  });
  assertEquals(describeError(new BenchError("unequal", EXIT.unfair)).code, 7);
});

Deno.test("anything else is an internal error, one line without a stack", () => {
  for (const error of [new RangeError("odd\nshape"), "odd shape"]) {
    const { line, code } = describeError(error);
    assertEquals(line.startsWith("internal error: odd shape (please report"), true);
    assertEquals(line.includes("\n"), false);
    assertEquals(code, 1);
  }
});

/** Ends `deno` running a task that throws or waits, and returns what it did. */
async function runInProcess(body: string, interrupt = false) {
  const main = new URL("../../../src/cli/main.ts", import.meta.url).href;
  const code = `import { runTask } from ${JSON.stringify(main)};
    await runTask(async (signal) => { ${body} });`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: new URL("../../../", import.meta.url),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (interrupt) {
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGTERM");
    reader.releaseLock();
  }
  const { code: exitCode, stderr } = await child.output();
  return { exitCode, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a task that ends has exit code 0, one that throws a line and no stack", async () => {
  assertEquals(await runInProcess(""), { exitCode: 0, stderr: "" });
  const failed = await runInProcess('throw new Error("unforeseen");');
  assertEquals(failed.exitCode, 1);
  assertStringIncludes(failed.stderr, "internal error: unforeseen (please report");
  assertEquals(failed.stderr.trim().split("\n").length, 1);
});

Deno.test("SIGTERM reaches the task as an aborted signal", async () => {
  const body = `const aborted = new Promise((done) => signal.addEventListener("abort", done));
    const alive = setInterval(() => {}, 1000);
    console.log("ready"); await aborted; clearInterval(alive);
    throw Object.assign(new Error("seen"), {});`;
  const { exitCode, stderr } = await runInProcess(body, true);
  assertEquals(exitCode, 1);
  assertStringIncludes(stderr, "internal error: seen");
});
