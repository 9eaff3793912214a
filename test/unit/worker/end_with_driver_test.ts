import { assertEquals } from "@std/assert";

Deno.test("a worker ends when its driver is gone, even in the middle of its work", async () => {
  const module = new URL("../../../src/worker/end_with_driver.ts", import.meta.url).href;
  const script = `import { endWithDriver } from ${JSON.stringify(module)};
    void endWithDriver();
    console.log("at work");
    setInterval(() => undefined, 1000);`;
  const worker = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = worker.stdout.getReader();
  assertEquals(new TextDecoder().decode((await reader.read()).value), "at work\n");
  // As the system closes it for a driver that was killed.
  await worker.stdin.close();
  assertEquals((await worker.status).code, 130);
  await reader.cancel();
});
