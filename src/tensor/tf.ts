/**
 * The only import of TensorFlow.js. Everything on the worker side writes
 * `import * as tf from ".../tensor/tf.ts"`.
 *
 * @module
 */
export * from "@tensorflow/tfjs";
