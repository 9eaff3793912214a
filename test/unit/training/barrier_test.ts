import { assertEquals, assertRejects } from "@std/assert";
import { BARRIER_WORDS, BarrierEnded, createBarrier } from "../../../src/training/barrier.ts";

const words = () => new Int32Array(new SharedArrayBuffer(4 * BARRIER_WORDS));
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("nobody leaves a barrier before all have come, round after round", async () => {
  const shared = words();
  const order: string[] = [];
  async function come(name: string, rounds: number) {
    // All of them live in this one thread, which must not sleep for good.
    const barrier = createBarrier(shared, { threads: 3, meanwhile: turn });
    for (let round = 1; round <= rounds; round++) {
      order.push(`${name} comes ${round}`);
      await barrier.pass();
      order.push(`${name} leaves ${round}`);
    }
  }
  await Promise.all(["a", "b", "c"].map((name) => come(name, 3)));
  for (let round = 1; round <= 3; round++) {
    const lastCame = Math.max(
      ...["a", "b", "c"].map((name) => order.indexOf(`${name} comes ${round}`)),
    );
    const firstLeft = Math.min(
      ...["a", "b", "c"].map((name) => order.indexOf(`${name} leaves ${round}`)),
    );
    assertEquals(lastCame < firstLeft, true, order.join(", "));
  }
});

Deno.test("an ended barrier sends away those who wait and those who come later", async () => {
  const shared = words();
  const waiting = createBarrier(shared, { threads: 2, meanwhile: turn }).pass();
  const other = createBarrier(shared, { threads: 2 });
  other.end();
  await assertRejects(() => waiting, BarrierEnded);
  await assertRejects(() => other.pass(), BarrierEnded);
});

Deno.test("who waits may give up", async () => {
  const barrier = createBarrier(words(), {
    threads: 2,
    meanwhile: () => Promise.reject(new Error("the other one has failed")),
  });
  await assertRejects(() => barrier.pass(), Error, "the other one has failed");
});
