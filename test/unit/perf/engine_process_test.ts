import { assertEquals, assertRejects } from "@std/assert";
import { EngineFailure, startEngine } from "../../../src/perf/engine_process.ts";
import type { EngineCommand } from "../../../src/perf/engines.ts";

const READY = { kernels: "none", losses: [1, 1, 1, 1, 1], stepMilliseconds: 3 };
const TIMED = {
  cpuMilliseconds: [1],
  wallMilliseconds: [2],
  memory: { peakBytes: 3, backendBytes: null },
};

/** A program that is ready at once and does `answer` with each request `line`. */
function program(answer: string): EngineCommand {
  return [
    Deno.execPath(),
    "eval",
    `console.log("a library greets");
    console.log(${JSON.stringify(JSON.stringify({ ready: READY }))});
    const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
    for await (const line of lines) { ${answer} }`,
  ];
}

const never = () => new AbortController().signal;

Deno.test("an engine says that it is ready and answers each request", async () => {
  const answer = `const { steps } = JSON.parse(line);
    console.log(JSON.stringify({ ...${JSON.stringify(TIMED)}, cpuMilliseconds: [steps] }));`;
  const engine = await startEngine(program(answer), never());
  assertEquals(engine.ready, READY);
  assertEquals((await engine.time(7)).cpuMilliseconds, [7]);
  assertEquals(await engine.time(8), { ...TIMED, cpuMilliseconds: [8] });
  await engine.end();
});

Deno.test("an engine that fails says why", async () => {
  const told = await startEngine(program(`console.log('{"error":"out of memory"}');`), never());
  await assertRejects(() => told.time(1), EngineFailure, "out of memory");
  await told.end();

  const words = `console.error("Traceback"); console.error("MemoryError"); Deno.exit(1);`;
  const died = await startEngine(program(words), never());
  await assertRejects(() => died.time(1), EngineFailure, "MemoryError");
  await died.end();

  const silent = await startEngine(program("Deno.exit(9);"), never());
  await assertRejects(() => silent.time(1), EngineFailure, "exit code 9");
  await silent.end();
});

Deno.test("an engine that cannot prepare its work fails at the start", async () => {
  const command: EngineCommand = [Deno.execPath(), "eval", "throw new Error('no such model')"];
  await assertRejects(() => startEngine(command, never()), EngineFailure);
});

Deno.test("a signal ends the process", async () => {
  const interruption = new AbortController();
  const engine = await startEngine(
    program("await new Promise(() => setInterval(() => {}, 1000));"),
    interruption.signal,
  );
  const answer = engine.time(1);
  interruption.abort();
  await assertRejects(() => answer, EngineFailure, "ended by SIGTERM");
  await engine.end();
});
