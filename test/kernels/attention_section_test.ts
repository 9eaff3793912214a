import { createAttention } from "../../src/kernels/recurrence/attention.ts";
import { createMemory } from "../../src/kernels/recurrence/attention_memory.ts";
import { attend, attentionMemory, keyValueTokens } from "../../src/nn/attention.ts";
import { declareAttention } from "../../src/nn/attention_plan.ts";
import type { Parameters } from "../../src/nn/parameters.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";
import {
  assertRelative,
  gradientsOf,
  type NamedTensors,
  openSectionPass,
  testFrame,
  testMasks,
} from "../support/section_pass.ts";

interface Case {
  readonly batch: number;
  readonly tokens: number;
  readonly channels: number;
  readonly width: number;
  readonly heads: number;
  readonly query: number;
  /** Ticks that read each image. */
  readonly reads: readonly number[];
  readonly dropRate: number;
}

const CASES: readonly Case[] = [
  { batch: 13, tokens: 49, channels: 7, width: 8, heads: 2, query: 6, reads: [4], dropRate: 0 },
  { batch: 3, tokens: 5, channels: 3, width: 6, heads: 2, query: 5, reads: [2, 1], dropRate: 0 },
  { batch: 8, tokens: 6, channels: 8, width: 12, heads: 2, query: 3, reads: [3], dropRate: 0.3 },
  { batch: 1, tokens: 7, channels: 1, width: 4, heads: 4, query: 1, reads: [1], dropRate: 0 },
  { batch: 9, tokens: 4, channels: 5, width: 5, heads: 1, query: 9, reads: [1, 3], dropRate: 0.4 },
  { batch: 16, tokens: 1, channels: 6, width: 9, heads: 3, query: 4, reads: [2], dropRate: 0.5 },
];

const textOf = ({ batch, tokens, width, heads, reads, dropRate }: Case) =>
  `batch ${batch}, ${tokens} tokens, width ${width}, ${heads} heads, images read ${reads} times, ` +
  `dropout ${dropRate}`;

const countTicks = ({ reads }: Case) => reads.reduce((a, b) => a + b, 0);

const imagesOf = ({ reads }: Case) =>
  reads.flatMap((count, image) => Array<number>(count).fill(image));

/** Parameters away from their zeros and ones, features of each image, what asks at each tick. */
function inputsOf(test: Case): NamedTensors {
  const { batch, tokens, channels, width, query, reads } = test;
  const named: { [name: string]: tf.Tensor } = {};
  for (const { name, shape } of declareAttention(width, { channels, query })) {
    const one = name.endsWith("scale") ? 1 : 0;
    const normal = randomTensor([...shape], name);
    named[name] = tf.tidy(() => tf.add(tf.mul(normal, 0.5), one));
    normal.dispose();
  }
  reads.forEach((_, image) =>
    named[`map.${image}`] = randomTensor([batch, tokens, channels], `map ${image}`)
  );
  for (let tick = 0; tick < countTicks(test); tick++) {
    named[`asking.${tick}`] = randomTensor([batch, query], `asking ${tick}`);
  }
  return named;
}

/** Answers and attention weights of every tick, by the definition. */
function define(test: Case, named: NamedTensors) {
  const parameters = { get: (name: string) => named[name]! } as unknown as Parameters;
  const draw = testMasks();
  const drop = <T extends tf.Tensor>(x: T): T =>
    test.dropRate === 0 ? x : tf.mul(x, tf.tensor(draw(x.size, test.dropRate), x.shape)) as T;
  const tokens = test.reads.map((_, image) =>
    keyValueTokens(parameters, named[`map.${image}`] as tf.Tensor3D)
  );
  const memories = tokens.map((one) => attentionMemory(parameters, one, test.heads));
  const read = imagesOf(test).map((image, tick) => {
    const asking = named[`asking.${tick}`] as tf.Tensor2D;
    return attend(parameters, memories[image]!, { asking, dropWeights: drop });
  });
  return { tokens, read };
}

function section(memory: KernelMemory, test: Case, named: NamedTensors, training: boolean) {
  const { batch, tokens, channels, width, heads, query, reads, dropRate } = test;
  const frame = testFrame(memory.host, { batch, ticks: countTicks(test) + 2, training });
  const keysAndValues = createMemory(frame, { tokens, channels, width, reads });
  const attention = createAttention(frame, { memory: keysAndValues, heads, query, dropRate });
  const pass = openSectionPass(frame, named, testMasks());
  keysAndValues.prepare(pass);
  attention.prepare(pass);
  keysAndValues.forward(pass, reads.map((_, image) => pass.parameter(`map.${image}`)));
  return { keysAndValues, attention, pass };
}

for (const test of CASES) {
  const { batch, tokens, width, heads, query, reads } = test;

  for (const training of [true, false]) {
    const mode = training ? "training" : "evaluation";
    onEachBuild(`attention answers in ${mode} as defined: ${textOf(test)}`, (memory) => {
      const named = inputsOf(test);
      const { keysAndValues, attention, pass } = section(memory, test, named, training);
      const expected = tf.tidy(() => {
        const { tokens, read } = define(test, named);
        return {
          tokens: tokens.map((one) => one.dataSync()),
          answers: read.map(({ answer }) => answer.dataSync()),
          weights: read.map(({ weights }) => weights.dataSync()),
        };
      });
      for (const [image, values] of expected.tokens.entries()) {
        const found = pass.written(
          batch * tokens * width,
          (to) => keysAndValues.readTokens(pass, image, to),
        );
        assertRelative(`tokens of image ${image}`, found, values, 2e-6);
      }
      const answer = pass.room(width);
      for (let tick = 0; tick < countTicks(test); tick++) {
        const asking = pass.pack(named[`asking.${tick}`]!.dataSync(), query);
        attention.forward(pass, tick, asking, answer);
        const found = pass.unpack(answer, width);
        assertRelative(`answer ${tick}`, found, expected.answers[tick]!, 2e-6);
        const weights = pass.written(
          batch * heads * tokens,
          (to) => attention.readWeights(pass, tick, to),
        );
        assertRelative(`weights ${tick}`, weights, expected.weights[tick]!, 2e-6);
      }
      pass.close();
      tf.dispose(named as tf.TensorContainer);
    });
  }

  onEachBuild(`attention has the gradients of the definition: ${textOf(test)}`, (memory) => {
    const named = inputsOf(test);
    const ticks = countTicks(test);
    const weights = Array.from(
      { length: ticks },
      (_, tick) => randomTensor([batch, width], `weight ${tick}`),
    );
    const expected = gradientsOf(named, (inputs) => {
      const { read } = define(test, inputs);
      return tf.addN(read.map(({ answer }, tick) => tf.sum(tf.mul(answer, weights[tick]!))));
    });
    const { keysAndValues, attention, pass } = section(memory, test, named, true);
    const answer = pass.room(width);
    for (let tick = 0; tick < ticks; tick++) {
      // Both ways of asking: in place and from elsewhere.
      const asking = pass.pack(named[`asking.${tick}`]!.dataSync(), query);
      if (tick % 2 === 0) attention.forward(pass, tick, asking, answer);
      else {
        const own = attention.asking(pass, tick);
        const floats = (rows: typeof own) => memory.host.floats(rows.address, rows.panelStride);
        for (let panel = 0; panel < Math.ceil(batch / 8); panel++) {
          const at = (rows: typeof own) =>
            floats({ ...rows, address: rows.address + 4 * panel * rows.panelStride });
          at(own).set(at(asking));
        }
        attention.forward(pass, tick, own, answer);
      }
    }
    keysAndValues.begin(pass);
    attention.begin(pass);
    for (let tick = ticks - 1; tick >= 0; tick--) {
      const to = pass.room(query);
      attention.backward(pass, tick, pass.pack(weights[tick]!.dataSync(), width), to);
      const found = pass.unpack(to, query);
      assertRelative(`asking.${tick}`, found, expected[`asking.${tick}`]!);
    }
    attention.finish(pass);
    keysAndValues.finish(pass);
    keysAndValues.featureGradients(pass, reads.map((_, image) => pass.gradient(`map.${image}`)));
    for (const name of Object.keys(named)) {
      if (name.startsWith("asking")) continue;
      assertRelative(name, pass.gradientOf(name), expected[name]!);
    }
    pass.close();
    tf.dispose([named as tf.TensorContainer, weights]);
  });
}
