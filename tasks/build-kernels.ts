import { buildKernels } from "../src/kernels/wasm/write_build.ts";

await buildKernels();
