import { BenchError } from "../spec/mod.ts";

/** Does something with a file and names the file in what is wrong with it. */
export function namingFile<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof BenchError) throw new BenchError(`${path}: ${error.message}`, error.code);
    throw error;
  }
}
