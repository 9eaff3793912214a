import { createSynchronisation } from "../../src/kernels/recurrence/synchronisation.ts";
import { expandPairs, type NeuronPairs } from "../../src/ctm/neuron_pairs.ts";
import {
  addToSynchronisation,
  clipDecay,
  startSynchronisation,
  synchronisation,
} from "../../src/ctm/synchronisation.ts";
import { type RowSelection, rowSelection } from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";
import {
  assertRelative,
  gradientsOf,
  type NamedTensors,
  openSectionPass,
  testFrame,
} from "../support/section_pass.ts";

const NEURONS = 9;
const TICKS = 5;

interface Case {
  readonly name: string;
  readonly batch: number;
  readonly pairs: NeuronPairs;
  /** Decays, repeated over the entries; `null` if there are none. */
  readonly decays: readonly number[] | null;
  readonly clipped: boolean;
  /** Of the start and of each tick, whether its synchronisation is read. */
  readonly reads: readonly boolean[];
}

const every = [true, true, true, true, true];
const neurons = (...indices: number[]) => Int32Array.from(indices);
const first = neurons(0, 1, 2, 3);

const CASES: readonly Case[] = [
  {
    name: "dense pairs as the output reads them",
    batch: 13,
    pairs: expandPairs("first-last", { left: first, right: first }),
    decays: [0, 0.4, 1.7],
    clipped: false,
    reads: [false, ...every],
  },
  {
    name: "random pairs as the action reads them",
    batch: 8,
    pairs: { left: neurons(3, 3, 8, 0), right: neurons(3, 5, 0, 8) },
    decays: [0.2, 0, 3, 15],
    clipped: false,
    reads: [true, true, true],
  },
  {
    name: "semi-dense pairs, clipped on both sides",
    batch: 3,
    pairs: expandPairs("random", { left: neurons(7, 7, 2), right: neurons(2, 7, 7) }),
    decays: [-0.5, 0, 15, 20, 0.7, -0],
    clipped: true,
    reads: [false, ...every],
  },
  {
    name: "one pair that some ticks read",
    batch: 1,
    pairs: { left: neurons(4), right: neurons(4) },
    decays: [0.9],
    clipped: false,
    reads: [true, false, true, false, true],
  },
  {
    name: "no decay, one read of the start",
    batch: 9,
    pairs: { left: neurons(1, 2), right: neurons(2, 6) },
    decays: null,
    clipped: false,
    reads: [true],
  },
  {
    name: "no decay, several ticks",
    batch: 9,
    pairs: { left: neurons(1, 2), right: neurons(2, 6) },
    decays: null,
    clipped: false,
    reads: [true, true, true],
  },
];

/** The decays, and the post-activations `[neurons, batch]` of the start and each tick. */
function inputsOf({ batch, pairs, decays, reads }: Case): NamedTensors {
  const values = Array.from(
    { length: pairs.left.length },
    (_, k) => decays === null ? 0 : decays[k % decays.length]!,
  );
  return {
    ...(decays === null ? {} : { decay: tf.tensor1d(values) }),
    ...Object.fromEntries(
      reads.map((_, step) => [`z.${step}`, randomTensor([NEURONS, batch], `z ${step}`)]),
    ),
  };
}

/** The synchronisation of every step, `[entries, batch]`, by the definition. */
function define(
  { pairs, decays, clipped, reads }: Case,
  named: NamedTensors,
  selection: RowSelection,
): tf.Tensor2D[] {
  const entries = pairs.left.length;
  const given = decays === null ? tf.zeros([entries]) : named["decay"]!;
  const decay = clipped ? clipDecay(given as tf.Tensor1D) : given;
  const retention = tf.reshape(tf.exp(tf.neg(decay)), [entries, 1]) as tf.Tensor2D;
  let state = startSynchronisation(named["z.0"] as tf.Tensor2D, selection);
  const read = [synchronisation(state)];
  for (let step = 1; step < reads.length; step++) {
    const postActivations = named[`z.${step}`] as tf.Tensor2D;
    state = addToSynchronisation(state, { postActivations, pairs: selection, retention });
    read.push(synchronisation(state));
  }
  return read;
}

function select({ left, right }: NeuronPairs): RowSelection {
  return rowSelection(Int32Array.from([...left, ...right]), NEURONS);
}

function section(memory: KernelMemory, test: Case, named: NamedTensors, training: boolean) {
  const frame = testFrame(memory.host, { batch: test.batch, ticks: TICKS, training });
  const section = createSynchronisation(frame, {
    pairs: test.pairs,
    decay: test.decays === null ? null : "decay",
    clipped: test.clipped,
    ticks: test.reads.length - 1,
  });
  const pass = openSectionPass(frame, named, () => null);
  section.prepare(pass);
  const entries = test.pairs.left.length;
  const z = test.reads.map((_, step) => {
    const values = tf.tidy(() => tf.transpose(named[`z.${step}`]!).dataSync());
    return pass.pack(values, NEURONS);
  });
  const read = test.reads.map((reads, step) => {
    const out = reads ? pass.room(entries) : null;
    if (step === 0) section.start(pass, z[0]!, out);
    else section.add(pass, step - 1, z[step]!, out);
    return out === null ? null : pass.unpack(out, entries);
  });
  return { section, pass, z, read };
}

/** `[columns, rows]` of `[rows, columns]`. */
function turned(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  return values.map((_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!);
}

for (const test of CASES) {
  const { batch, reads } = test;
  const entries = test.pairs.left.length;

  for (const training of [true, false]) {
    const mode = training ? "training" : "evaluation";
    onEachBuild(`synchronisation in ${mode} is that of the definition: ${test.name}`, (memory) => {
      const named = inputsOf(test);
      const { pass, read } = section(memory, test, named, training);
      const selection = select(test.pairs);
      const expected = tf.tidy(() =>
        define(test, named, selection).map((step) =>
          turned(step.dataSync() as Float32Array, entries)
        )
      );
      for (const [step, found] of read.entries()) {
        if (found !== null) assertRelative(`step ${step}`, found, expected[step]!, 1e-6);
      }
      pass.close();
      selection.dispose();
      tf.dispose(named as tf.TensorContainer);
    });
  }

  onEachBuild(`synchronisation has the gradients of the definition: ${test.name}`, (memory) => {
    const named = inputsOf(test);
    const weights = reads.map((_, step) => randomTensor([entries, batch], `weight ${step}`));
    const selection = select(test.pairs);
    const expected = gradientsOf(named, (inputs) =>
      tf.addN(
        define(test, inputs, selection).flatMap((read, step) =>
          reads[step] ? [tf.sum(tf.mul(read, weights[step]!))] : []
        ),
      ));
    const { section: backwards, pass, z } = section(memory, test, named, true);
    backwards.begin(pass);
    for (let step = reads.length - 1; step >= 0; step--) {
      // Added to what is there, here 1.
      const gradient = pass.pack(new Float32Array(batch * NEURONS).fill(1), NEURONS);
      const weight = turned(weights[step]!.dataSync() as Float32Array, entries);
      const through = {
        postActivations: z[step]!,
        gradient,
        outGradient: reads[step] ? pass.pack(weight, entries) : null,
      };
      if (step === 0) backwards.backwardStart(pass, through);
      else backwards.backward(pass, step - 1, through);
      const found = pass.unpack(gradient, NEURONS).map((value) => value - 1);
      const own = turned(expected[`z.${step}`]!, NEURONS);
      assertRelative(`post-activations ${step}`, found, own, 2e-6);
    }
    backwards.finish(pass);
    if (test.decays !== null) assertRelative("decay", pass.gradientOf("decay"), expected["decay"]!);
    pass.close();
    selection.dispose();
    tf.dispose([named as tf.TensorContainer, weights]);
  });
}
