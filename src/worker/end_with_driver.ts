import { EXIT } from "../spec/mod.ts";

/**
 * Ends this process as soon as its driver is gone, however that went: the driver holds the other end
 * of our standard input and never writes to it. Otherwise a worker would go on without anybody to
 * hear it, while another driver starts the same run.
 */
export async function endWithDriver(): Promise<void> {
  const reader = Deno.stdin.readable.getReader();
  while (!(await reader.read()).done);
  Deno.exit(EXIT.interrupted);
}
