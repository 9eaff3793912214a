import { defaultCacheDirectory, factsOf } from "../../datasets/mod.ts";
import { codeIdentity } from "../execution/mod.ts";
import { BenchError, EXIT } from "../spec/mod.ts";
import type { ExplainServices } from "./explain.ts";

/** What `explain` uses outside tests: this project's code, and the data that are prepared here. */
export function explainServices(): ExplainServices {
  return {
    print: console.log,
    async present() {
      const { code } = await codeIdentity();
      return {
        code,
        async dataOf({ dataset }) {
          try {
            return (await factsOf(dataset, defaultCacheDirectory())).sha256;
          } catch (error) {
            if (error instanceof BenchError && error.code === EXIT.usage) return null;
            throw error;
          }
        },
      };
    },
  };
}
