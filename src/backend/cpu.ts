import * as tf from "../tensor/tf.ts";
import type { BackendOpener } from "./backend.ts";

/** Plain JavaScript: slow, everywhere available, the reference in tests. */
export const cpu: BackendOpener = {
  name: "cpu",
  async open(kernels) {
    // Otherwise the library advertises its native backend on standard error.
    tf.enableProdMode();
    await tf.setBackend("cpu");
    await tf.ready();
    return { device: "JavaScript", kernels, check: () => {} };
  },
};
