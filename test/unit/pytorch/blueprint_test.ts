import { assertEquals, assertThrows } from "@std/assert";
import { blueprintOf, type ModelKind, readConfiguration } from "../../../src/pytorch/mod.ts";
import { BenchError } from "../../../src/spec/mod.ts";

/** What the experiments of the paper have in common. */
const CTM = {
  deep_nlms: true,
  do_layernorm_nlm: false,
  positional_embedding_type: "none",
};

const CIFAR10 = {
  ...CTM,
  iterations: 50,
  d_model: 256,
  d_input: 64,
  heads: 16,
  n_synch_out: 256,
  n_synch_action: 512,
  synapse_depth: 5,
  memory_length: 15,
  memory_hidden_dims: 64,
  backbone_type: "resnet18-1",
  out_dims: 10,
};

const PARITY = {
  ...CTM,
  iterations: 75,
  d_model: 1024,
  d_input: 512,
  heads: 8,
  n_synch_out: 32,
  n_synch_action: 32,
  neuron_select_type: "random",
  synapse_depth: 1,
  memory_length: 25,
  memory_hidden_dims: 16,
  backbone_type: "parity_backbone",
  positional_embedding_type: "custom-rotational-1d",
  out_dims: 128,
  prediction_reshaper: [64, 2],
};

const QAMNIST = {
  deep_nlms: true,
  do_layernorm_nlm: false,
  iterations: 50,
  d_model: 1024,
  d_input: 64,
  heads: 4,
  n_synch_out: 32,
  n_synch_action: 32,
  neuron_select_type: "random",
  synapse_depth: 1,
  memory_length: 30,
  memory_hidden_dims: 16,
  out_dims: 10,
  iterations_per_digit: 10,
  iterations_per_question_part: 10,
  iterations_for_answering: 10,
};

const image = (side: number) => ({ height: side, width: side, channels: 3 });
const sequence = { height: 64, width: 1, channels: 1 };
const digit = { height: 32, width: 32, channels: 1 };

/** Parameters as the authors publish them or as their code was counted. */
const COUNTS: [ModelKind, Record<string, unknown>, Parameters<typeof blueprintOf>[2], number][] = [
  ["ctm", CIFAR10, image(32), 1_032_648],
  [
    "ctm",
    {
      ...CIFAR10,
      iterations: 75,
      d_model: 2048,
      d_input: 512,
      n_synch_out: 64,
      n_synch_action: 32,
      neuron_select_type: "first-last",
      synapse_depth: 8,
      memory_length: 25,
      memory_hidden_dims: 32,
      backbone_type: "resnet34-2",
      out_dims: 500,
      prediction_reshaper: [100, 5],
    },
    image(39),
    31_998_330,
  ],
  ["ctm", PARITY, sequence, 5_719_714],
  ["ctm", { ...PARITY, iterations: 1, memory_length: 1 }, sequence, 4_908_706],
  [
    "ctm",
    {
      ...CIFAR10,
      d_model: 4096,
      d_input: 1024,
      n_synch_out: 8196,
      n_synch_action: 2048,
      n_random_pairing_self: 32,
      synapse_depth: 8,
      memory_length: 25,
      backbone_type: "resnet152-4",
      out_dims: 1000,
    },
    image(224),
    185_989_886,
  ],
  ["ctm_qamnist", QAMNIST, digit, 3_413_772],
  ["ctm_qamnist", { ...QAMNIST, memory_length: 3 }, digit, 2_501_388],
  [
    "lstm",
    {
      iterations: 50,
      d_model: 256,
      d_input: 64,
      heads: 16,
      num_layers: 2,
      backbone_type: "resnet18-1",
      positional_embedding_type: "none",
      out_dims: 10,
    },
    image(32),
    1_046_870,
  ],
  [
    "lstm_qamnist",
    {
      iterations: 50,
      d_model: 875,
      d_input: 64,
      heads: 4,
      out_dims: 10,
      iterations_per_digit: 10,
      iterations_per_question_part: 10,
      iterations_for_answering: 10,
    },
    digit,
    3_418_954,
  ],
  ["ff", { d_model: 256, backbone_type: "resnet18-1", out_dims: 10 }, image(32), 169_046],
];

for (const [kind, configuration, input, expected] of COUNTS) {
  Deno.test(`${kind} with ${expected} parameters, from the authors' configuration`, () => {
    assertEquals(blueprintOf(kind, configuration, input).size.parameters, expected);
  });
}

Deno.test("defaults are those of the authors' constructors", () => {
  const { prediction_reshaper, dropout, dropout_nlm, neuron_select_type, n_random_pairing_self } =
    readConfiguration("ctm", CIFAR10);
  assertEquals(
    { prediction_reshaper, dropout, dropout_nlm, neuron_select_type, n_random_pairing_self },
    {
      prediction_reshaper: [-1],
      dropout: 0,
      dropout_nlm: null,
      neuron_select_type: "random-pairing",
      n_random_pairing_self: 0,
    },
  );
});

Deno.test("sorting reads its numbers, whatever the heads and the action", () => {
  const { options, shape } = blueprintOf(
    "ctm_sort",
    { ...CIFAR10, d_input: 5, heads: 4, n_synch_action: 9, backbone_type: "none" },
    { height: 5, width: 1, channels: 1 },
  );
  assertEquals(shape.presentation, { kind: "direct" });
  assertEquals(options.ticks, 50);
});

Deno.test("answers take the shape of the reshaper", () => {
  const shapeOf = (out_dims: number, prediction_reshaper: number[]) => {
    const { positions, classes } =
      blueprintOf("ctm", { ...CIFAR10, out_dims, prediction_reshaper }, image(32)).shape;
    return [positions, classes];
  };
  assertEquals(shapeOf(12, [-1]), [1, 12]);
  assertEquals(shapeOf(12, [12]), [1, 12]);
  assertEquals(shapeOf(12, [4, 3]), [4, 3]);
  assertEquals(shapeOf(12, [4, -1]), [4, 3]);
  assertEquals(shapeOf(12, [-1, 2]), [6, 2]);
  assertEquals(shapeOf(12, [2, 3, 2]), [6, 2]);
  for (const wrong of [[5, 2], [5, -1], [-1, -1], [0, 12]]) {
    assertThrows(() => shapeOf(12, wrong), BenchError, "12 outputs cannot take the shape");
  }
});

Deno.test("what does not fit is said in the authors' names", () => {
  const refused = (change: Record<string, unknown>, message: string) =>
    assertThrows(
      () => blueprintOf("ctm", { ...CIFAR10, ...change }, image(32)),
      BenchError,
      message,
    );
  refused({ neuron_select_type: "first-last" }, "config.d_model: first-last selection needs");
  refused({ n_random_pairing_self: 256 }, "config.n_random_pairing_self: 256 self pairs");
  refused({ d_input: 20 }, "config.heads: 16 heads do not divide");
  refused(
    { positional_embedding_type: "custom-rotational-1d" },
    "config: The positional embedding",
  );
  refused({ backbone_type: "resnet18-5" }, "config.backbone_type: expected none");
  refused({ use_thought_attention: true }, 'config: unknown option "use_thought_attention"');
});
