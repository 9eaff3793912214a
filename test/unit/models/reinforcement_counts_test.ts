import { assertEquals } from "@std/assert";
import { nlmLayers } from "../../../src/ctm/plan.ts";
import { ctmOptionsSchema } from "../../../src/ctm/options.ts";
import {
  countParameters,
  type Declaration,
  declareLinear,
  declareNorm,
  parameter,
} from "../../../src/nn/declaration.ts";

// The reinforcement-learning models themselves are not built here. Their published counts follow
// from the layers that they share with the others, put together as specification section 1.10 says.

const ZERO = { kind: "constant", value: 0 } as const;

/** Gated linear layers with layer normalisation, as in all backbones of the authors' agents. */
function gated(name: string, inputs: number, width: number): Declaration[] {
  return [...declareLinear(name, inputs, 2 * width), ...declareNorm(`${name}.norm`, width)];
}

/** Actor and critic, each of two hidden layers of 64. */
function heads(inputs: number, actions: number): Declaration[] {
  return [["actor", actions] as const, ["critic", 1] as const].flatMap(([name, outputs]) => [
    ...declareLinear(`${name}.0`, inputs, 64),
    ...declareLinear(`${name}.1`, 64, 64),
    ...declareLinear(`${name}.2`, 64, outputs),
  ]);
}

interface Task {
  /** E. */
  readonly width: number;
  readonly actions: number;
  /** Width of what the synapse reads, after flattening. */
  readonly features: number;
  readonly backbone: readonly Declaration[];
}

/** Two gated layers on a vector of observations. */
function classicControl(observations: number, width: number, actions: number): Task {
  const backbone = [...gated("0", observations, width), ...gated("1", width, width)];
  return { width, actions, features: width, backbone };
}

/** Embeddings of object, colour, state and place, 8 wide, then two gated layers a cell. */
const FOUR_ROOMS: Task = {
  width: 128,
  actions: 7,
  features: 49 * 128,
  backbone: [
    ...[11, 6, 3, 49].map((rows, i) => parameter(`embedding.${i}`, [rows, 8], ZERO)),
    ...gated("0", 32, 128),
    ...gated("1", 128, 128),
  ],
};

const CART_POLE = classicControl(4, 128, 2);
const ACROBOT = classicControl(6, 64, 3);

function ctmParameters(
  task: Task,
  { neurons, nlmWidth, pairs, memoryLength }: {
    readonly neurons: number;
    readonly nlmWidth: number;
    readonly pairs: number;
    readonly memoryLength: number;
  },
): number {
  const options = ctmOptionsSchema.parse({ neurons: 4096, nlmWidth, memoryLength });
  const entries = pairs * (pairs + 1) / 2;
  return countParameters([
    ...task.backbone,
    ...gated("synapse.0", task.features + neurons, neurons),
    ...gated("synapse.1", neurons, neurons),
    ...nlmLayers(options).flatMap(({ inputs, outputs }, i) => [
      parameter(`nlm.${i}.weight`, [neurons, inputs, outputs], ZERO),
      parameter(`nlm.${i}.bias`, [neurons, outputs], ZERO),
      parameter(`nlm.${i}.divisor`, [1], ZERO),
    ]),
    parameter("start.pre", [neurons, memoryLength], ZERO),
    parameter("start.post", [neurons, memoryLength], ZERO),
    parameter("decay", [entries], ZERO),
    ...heads(entries, task.actions),
  ]);
}

function lstmParameters(task: Task, width: number): number {
  return countParameters([
    ...task.backbone,
    parameter("inputWeight", [task.features, 4 * width], ZERO),
    parameter("hiddenWeight", [width, 4 * width], ZERO),
    parameter("biases", [2, 4 * width], ZERO),
    parameter("starts", [2, width], ZERO),
    ...heads(width, task.actions),
  ]);
}

const CTM_SIZES = {
  "CartPole": [CART_POLE, { neurons: 128, nlmWidth: 4, pairs: 16 }],
  "Acrobot": [ACROBOT, { neurons: 256, nlmWidth: 4, pairs: 16 }],
  "Four Rooms": [FOUR_ROOMS, { neurons: 512, nlmWidth: 16, pairs: 32 }],
} as const;

// Paper, tables of the reinforcement-learning appendix (specification, section 3.5).
const PUBLISHED: readonly [keyof typeof CTM_SIZES, memory: number, ctm: number, number, number][] =
  [
    ["CartPole", 10, 175_437, 118, 175_855],
    ["CartPole", 20, 188_237, 126, 188_863],
    ["CartPole", 50, 226_637, 148, 227_275],
    ["Acrobot", 5, 350_094, 243, 350_118],
    ["Acrobot", 10, 362_894, 249, 364_290],
    ["Acrobot", 25, 401_294, 265, 403_490],
    ["Four Rooms", 10, 7_802_690, 294, 7_813_692],
    ["Four Rooms", 20, 7_976_770, 300, 7_979_304],
  ];

for (const [name, memoryLength, ctm, width, lstm] of PUBLISHED) {
  Deno.test(`${name} with memory ${memoryLength}: published counts of CTM and LSTM`, () => {
    const [task, sizes] = CTM_SIZES[name];
    assertEquals(ctmParameters(task, { ...sizes, memoryLength }), ctm);
    assertEquals(lstmParameters(task, width), lstm);
  });
}
