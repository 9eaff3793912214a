import { mark } from "../profile.ts";
import { createDroppedRows } from "./dropped_rows.ts";
import { createLinear } from "./linear.ts";
import { createNormRows, type NormRows } from "./norm_rows.ts";
import { keepRows, passRows, type SavedRows } from "./saved_rows.ts";
import type { Frame, Pass, Rows } from "./section.ts";
import type { Synapse, SynapseOptions } from "./synapse.ts";

/** The narrowest layer. */
const BOTTLENECK = 16;

/** Widths from `neurons` to 16, evenly spaced, truncated. */
function widthsOf(neurons: number, depth: number): number[] {
  const step = (BOTTLENECK - neurons) / (depth - 1);
  const width = (i: number) => i === depth - 1 ? BOTTLENECK : Math.trunc(i * step + neurons);
  return Array.from({ length: depth }, (_, i) => width(i));
}

/**
 * A synapse model as a U-Net: down to 16 and up again, each way up joined with the level that it comes
 * to and normalised.
 */
export function createUnetSynapse(
  frame: Frame,
  { inputs, neurons, depth, dropRate }: SynapseOptions,
): Synapse {
  const widths = widthsOf(neurons, depth);
  const deepest = depth - 1;
  const block = (name: string, inputs: number, outputs: number, rate: number) =>
    createBlock(frame, { name: `synapse.${name}`, inputs, outputs, dropRate: rate });
  const first = block("first", inputs, widths[0]!, 0);
  const levels = widths.slice(1).map((width, i) => ({
    down: block(`down.${i}`, widths[i]!, width, dropRate),
    up: block(`up.${i}`, width, widths[i]!, dropRate),
    skip: createNormRows(frame, `synapse.skip.${i}`, widths[i]!),
    /** What the level above reads; the topmost one is written where the caller says. */
    joined: keepRows(frame, { rows: widths[i]!, ticks: i === 0 ? 1 : frame.ticks }),
    joinedGradient: passRows(frame, { rows: widths[i]! }),
  }));
  const downGradients = widths.map((rows) => passRows(frame, { rows }));
  const blocks = [first, ...levels.flatMap(({ down, up }) => [down, up])];
  const flops = blocks.reduce((sum, block) => sum + block.flops, 0);
  /** What a level hands down. */
  const downAt = (pass: Pass, tick: number, i: number) =>
    (i === 0 ? first : levels[i - 1]!.down).out.at(pass, tick);

  function affine(norm: NormRows, name: string, width: number) {
    return (pass: Pass, tick: number, to: Rows) => {
      const from = norm.normal.at(pass, tick);
      frame.host.kernels.scaleAndShiftRows(
        from.address,
        to.address,
        pass.parameter(`${name}.scale`),
        pass.parameter(`${name}.shift`),
        width,
        frame.panels,
        from.panelStride,
        to.panelStride,
        to.rowStride,
      );
    };
  }
  const joins = levels.map(({ skip }, i) => affine(skip, `synapse.skip.${i}`, widths[i]!));

  function add(from: Rows, to: Rows, rows: number): void {
    frame.host.kernels.addPanelRows(
      from.address,
      from.panelStride,
      from.rowStride,
      to.address,
      to.panelStride,
      rows,
      frame.panels,
    );
  }

  function copy(from: Rows, to: Rows, rows: number): void {
    frame.host.kernels.copyPanelRows(
      from.address,
      from.panelStride,
      from.rowStride,
      to.address,
      to.panelStride,
      rows,
      frame.panels,
    );
  }

  return {
    prepare: (pass) => blocks.forEach((block) => block.prepare(pass)),
    forward(pass, tick, input, output) {
      first.forward(pass, tick, input, first.out.at(pass, tick));
      levels.forEach(({ down }, i) =>
        down.forward(pass, tick, downAt(pass, tick, i), down.out.at(pass, tick))
      );
      let up: Rows = downAt(pass, tick, deepest);
      for (let i = deepest - 1; i >= 0; i--) {
        const { up: block, skip, joined } = levels[i]!;
        const sum = skip.normal.at(pass, tick);
        block.forward(pass, tick, up, sum);
        add(downAt(pass, tick, i), sum, widths[i]!);
        skip.forward(pass, tick);
        const to = i === 0 ? output : joined.at(pass, tick);
        joins[i]!(pass, tick, to);
        up = to;
      }
      mark("synapse forward", flops);
    },
    begin(pass) {
      for (const part of blocks) part.begin(pass);
      for (const { skip } of levels) skip.begin(pass);
    },
    backward(pass, tick, outputGradient, inputGradient) {
      let gradient = outputGradient;
      levels.forEach(({ up, skip }, i) => {
        const down = downGradients[i]!.at(pass);
        skip.backward(pass, tick, gradient, down);
        const through = levels[i]!.joinedGradient.at(pass);
        copy(down, through, widths[i]!);
        const below = downGradients[i + 1]!.at(pass);
        up.backward(pass, tick, through, below);
        gradient = below;
      });
      for (let i = deepest - 1; i >= 0; i--) {
        const above = levels[i]!.joinedGradient.at(pass);
        levels[i]!.down.backward(pass, tick, downGradients[i + 1]!.at(pass), above);
        add(above, downGradients[i]!.at(pass), widths[i]!);
      }
      first.backward(pass, tick, downGradients[0]!.at(pass), inputGradient);
      mark("synapse backward", flops);
    },
    finish(pass, read) {
      first.finish(pass, read);
      levels.forEach(({ down, up, skip }, i) => {
        down.finish(pass, (i === 0 ? first : levels[i - 1]!.down).out);
        up.finish(pass, i + 1 === deepest ? levels[i]!.down.out : levels[i + 1]!.joined);
        skip.finish(pass);
      });
      mark("weights of synapses backward", frame.ticks * flops);
    },
  };
}

/** Dropout, a linear map, a normalisation and a sigmoid linear unit. */
interface UnetBlock extends Synapse {
  readonly flops: number;
  /** Where the result of a tick may be kept. */
  readonly out: SavedRows;
}

function createBlock(
  frame: Frame,
  { name, inputs, outputs, dropRate }: {
    readonly name: string;
    readonly inputs: number;
    readonly outputs: number;
    readonly dropRate: number;
  },
): UnetBlock {
  const { host, panels, ticks } = frame;
  const { kernels } = host;
  const dropped = createDroppedRows(frame, { rows: inputs, rate: dropRate });
  const map = createLinear(frame, {
    weight: `${name}.linear.weight`,
    bias: `${name}.linear.bias`,
    inputs,
    outputs,
  });
  const norm = createNormRows(frame, `${name}.norm`, outputs);
  const slopes = keepRows(frame, { rows: outputs, ticks });
  const out = keepRows(frame, { rows: outputs, ticks });

  return {
    flops: map.flops,
    out,
    prepare: map.prepare,
    forward(pass, tick, input, output) {
      const normal = norm.normal.at(pass, tick);
      map.forward(pass, dropped?.forward(pass, tick, input) ?? input, normal);
      norm.forward(pass, tick);
      const slope = slopes.at(pass, tick);
      kernels.siluRows(
        normal.address,
        slope.address,
        output.address,
        pass.parameter(`${name}.norm.scale`),
        pass.parameter(`${name}.norm.shift`),
        outputs,
        panels,
        normal.panelStride,
        slope.panelStride,
        output.panelStride,
      );
    },
    begin(pass) {
      map.begin(pass);
      norm.begin(pass);
    },
    backward(pass, tick, outputGradient, inputGradient) {
      const slope = slopes.at(pass, tick);
      const normal = norm.normal.at(pass, tick);
      kernels.multiplyPanelRows(
        outputGradient.address,
        slope.address,
        slope.address,
        outputs,
        panels,
        outputGradient.panelStride,
        slope.panelStride,
        slope.panelStride,
      );
      norm.backward(pass, tick, slope, normal);
      map.backward(pass, normal, inputGradient);
      dropped?.backward(pass, tick, inputGradient);
    },
    finish(pass, read) {
      map.finish(pass, { x: dropped?.kept ?? read, yGradient: norm.normal, ticks });
      norm.finish(pass);
    },
  };
}
