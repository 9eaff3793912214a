import { cpus } from "node:os";
import process from "node:process";
import configuration from "../../deno.json" with { type: "json" };
import type { Backend } from "../backend/mod.ts";
import type { BackendName, Environment, Job } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * What a run was made with: versions, machine, backend, flags. Every entry is named here: no host
 * name, user, path or environment variable can get in.
 */
export function describeEnvironment(
  job: Job,
  { backend, started, notices }: {
    readonly backend: Backend;
    readonly started: Date;
    readonly notices: readonly string[];
  },
): Environment {
  const { driver } = job;
  return {
    schema: 1,
    started: started.toISOString(),
    versions: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      typescript: Deno.version.typescript,
      tfjs: tf.version.tfjs,
      [`tfjs-backend-${backend.name}`]: backendVersion(backend.name),
    },
    code: job.code,
    git: job.git,
    lockFile: driver.lockFile,
    flags: driver.flags,
    backend: {
      name: backend.name,
      device: backend.device,
      selfTest: backend.selfTest,
      kernels: backend.kernels,
    },
    machine: describeMachine(),
    dataSha256: job.dataSha256,
    claim: job.claim,
    notices: [...driver.notices, ...notices],
  };
}

/** The version of a backend's package. The pure one is part of the library; the others are pinned. */
function backendVersion(name: BackendName): string {
  if (name === "cpu") return tf.version["tfjs-backend-cpu"];
  const pinned: { readonly [specifier: string]: string } = configuration.imports;
  return pinned[`@tensorflow/tfjs-backend-${name}`]?.split("@").at(-1) ?? "unknown";
}

const GIB = 2 ** 30;

/** The machine, without anything that tells whose it is. */
export function describeMachine(): Environment["machine"] {
  const processors = cpus();
  const usable = navigator.hardwareConcurrency;
  const cores = processors.length || usable;
  const { total } = Deno.systemMemoryInfo();
  // Without a limit, the system names a number beyond any memory.
  const allowed = process.constrainedMemory();
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores,
    memoryGiB: Math.round(total / GIB),
    limits: {
      cores: usable < cores ? usable : null,
      memoryGiB: allowed > 0 && allowed < total ? Math.round(10 * allowed / GIB) / 10 : null,
    },
  };
}
