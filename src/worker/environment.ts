import { cpus } from "node:os";
import type { Backend } from "../backend/mod.ts";
import type { Environment, Job } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";

/** What a run was made with: versions, machine, backend. No host name, path or variable. */
export function describeEnvironment(
  job: Job,
  { backend, started, notices }: {
    readonly backend: Backend;
    readonly started: Date;
    readonly notices: readonly string[];
  },
): Environment {
  return {
    schema: 1,
    started: started.toISOString(),
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      typescript: Deno.version.typescript,
      tfjs: tf.version.tfjs,
    },
    code: job.code,
    git: job.git,
    backend: { name: backend.name, device: backend.device, selfTest: backend.selfTest },
    machine: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: navigator.hardwareConcurrency,
      memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    },
    dataSha256: job.dataSha256,
    claim: job.claim,
    notices,
  };
}
