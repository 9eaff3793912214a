import { environmentError } from "../spec/mod.ts";
import { affine, conv2d, sumRows } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** Relative to the largest stored value; float32 rounding of these small sums stays below 2e-6. */
const TOLERANCE = 1e-5;

interface Check {
  readonly name: string;
  /** Computed by plain loops in float64 from the same float32 inputs. */
  readonly expected: readonly number[];
  compute(): tf.Tensor;
}

/** `sin(start), sin(start + 1), ...`: dense, signed numbers that need no generator. */
function wave(shape: number[], start: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(i + start)), shape);
}

const convolution = (filter: tf.Tensor) =>
  conv2d(wave([2, 4, 5, 2], 4) as tf.Tensor4D, filter as tf.Tensor4D, { stride: 2, padding: 1 });

const CHECKS: readonly Check[] = [
  {
    name: "matrix product",
    expected: [
      0.545869078,
      -0.817636908,
      -1.42941136,
      -0.72699157,
      -0.0179552533,
      -1.16749151,
      -1.2436415,
      -0.176393159,
      -0.353876372,
      -0.928961979,
      -0.649964214,
      0.226607702,
    ],
    compute: () =>
      affine(wave([3, 5], 1), wave([5, 4], 2) as tf.Tensor2D, wave([4], 3) as tf.Tensor1D),
  },
  {
    name: "convolution",
    expected: [
      0.814349977,
      -0.0825132571,
      -0.0550017113,
      -0.155774206,
      -1.02175129,
      -0.486212319,
      -0.0897310228,
      0.00335603494,
      0.225010833,
      0.0856519222,
      0.0306519771,
      0.0106476425,
      -0.0810628886,
      0.816737646,
      0.14663531,
      0.127001521,
      0.624982425,
      -0.346999678,
      -0.130663756,
      -0.0348027617,
      -0.189789407,
      -0.189438949,
      0.181806595,
      0.179342651,
    ],
    compute: () => convolution(wave([3, 3, 2, 2], 5)),
  },
  {
    name: "gradient of a convolution",
    expected: [
      0.00677049166,
      0.0291977752,
      -0.449105736,
      -0.329329853,
      -0.507950942,
      -0.362301205,
      -0.0103533249,
      -0.0498053157,
      0.357254074,
      0.153123721,
      0.400891753,
      0.23627528,
      0.826513313,
      0.712223798,
      1.96069459,
      0.57723751,
      0.635529659,
      -0.046612784,
      -1.51035032,
      0.0720428703,
      -0.743344838,
      0.583253816,
      0.432836176,
      0.105820226,
      -1.67240544,
      -0.722009446,
      -1.79570622,
      -0.225518257,
      0.665202937,
      -0.0237475504,
      2.20575297,
      -0.115750267,
      0.0842264785,
      -0.354068198,
      -0.994956733,
      0.251325612,
    ],
    compute: () =>
      tf.grad((filter) => tf.mul(0.5, tf.sum(tf.square(convolution(filter)))))(
        wave([3, 3, 2, 2], 5),
      ),
  },
  {
    name: "softmax",
    expected: [
      0.109841197,
      0.280181538,
      0.390648976,
      0.219328289,
      0.189970794,
      0.120409839,
      0.191391017,
      0.49822835,
      0.469046727,
      0.333746886,
      0.130606855,
      0.0665995316,
    ],
    compute: () => tf.softmax(wave([3, 4], 6)),
  },
  {
    name: "reduction",
    expected: [499.903368, 500.496857],
    compute: () => sumRows(tf.square(wave([1000, 2], 7)) as tf.Tensor2D),
  },
];

/**
 * Computes a few operations on the active backend and compares them with stored values. WebGPU in
 * particular has returned zeros without any error.
 *
 * @param remedy What to do about a backend that fails, for the message.
 * @returns The worst error over its tolerance, at most 1.
 * @throws {BenchError} With exit code 3, naming the operation that is wrong.
 */
export async function selfTest(remedy: string): Promise<number> {
  let worst = 0;
  for (const { name, expected, compute } of CHECKS) {
    const tensor = tf.tidy(compute);
    const values = await tensor.data();
    tensor.dispose();
    const scale = TOLERANCE * Math.max(...expected.map(Math.abs));
    const errors = expected.map((value, i) => Math.abs((values[i] ?? NaN) - value) / scale);
    const error = errors.every(Number.isFinite) ? Math.max(...errors) : Infinity;
    if (values.length !== expected.length || !(error <= 1)) {
      throw environmentError(
        `The ${tf.getBackend()} backend computes a wrong ${name} (got ${values[0]}, expected ${
          expected[0]
        }); ${remedy}`,
      );
    }
    worst = Math.max(worst, error);
  }
  return worst;
}
