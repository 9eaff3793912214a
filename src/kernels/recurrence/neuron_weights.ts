import type { History } from "./neuron_level_model.ts";
import type { LayerSize } from "./neuron_parameters.ts";
import { contract, type TickedRows } from "./products.ts";
import { FLOAT, type Frame, PANEL, type Pass } from "./section.ts";

/**
 * Most floats of one neuron's gradients, over all ticks and panels, that are contracted with windows
 * where they lie. More of them are read from far away again and again, which takes longer than packing.
 */
const READ_IN_PLACE = 25_000;

/** The gradients of one layer's outputs, blocks one after the other at every tick. */
export interface OutputGradients {
  readonly address: number;
  readonly tickStride: number;
}

/**
 * The gradient of a layer's weights, all ticks at once, if it reads the windows of histories.
 *
 * @param windows The windows of tick 0: that of every tick begins one row after that of the tick before.
 */
export function windowWeightGradients(
  frame: Frame,
  pass: Pass,
  { size, windows, gradients }: {
    readonly size: LayerSize;
    readonly windows: History;
    readonly gradients: OutputGradients;
  },
): void {
  const { host, panels, ticks } = frame;
  const { index, neurons, inputs, outputs } = size;
  if (ticks * panels * outputs * PANEL > READ_IN_PLACE) {
    contractNeurons(frame, pass, { size, gradients, read: { ...windows, tickStride: PANEL } });
    return;
  }
  host.kernels.neuronWeightGradients(
    windows.address,
    gradients.address,
    pass.gradient(`nlm.${index}.weight`),
    neurons,
    panels,
    ticks,
    inputs,
    outputs,
    windows.panelStride,
    gradients.tickStride,
  );
}

/** The same from what a layer read at every tick, neuron by neuron. */
export function contractNeurons(
  frame: Frame,
  pass: Pass,
  { size, read, gradients }: {
    readonly size: LayerSize;
    readonly read: History & { readonly tickStride: number };
    readonly gradients: OutputGradients;
  },
): void {
  const { host, panels, ticks } = frame;
  const { index, neurons, inputs, outputs } = size;
  const out = pass.gradient(`nlm.${index}.weight`);
  const block = outputs * PANEL;
  const columns = { ...gradients, panelStride: block, rowStride: PANEL };
  const ofNeuron = (rows: Omit<TickedRows, "rowStride">, neuron: number): TickedRows => ({
    ...rows,
    address: rows.address + FLOAT * neuron * panels * rows.panelStride,
    rowStride: PANEL,
  });
  for (let neuron = 0; neuron < neurons; neuron++) {
    contract(host, {
      ticks,
      panels,
      rows: ofNeuron(read, neuron),
      rowCount: inputs,
      columns: ofNeuron(columns, neuron),
      columnCount: outputs,
      out: out + FLOAT * neuron * inputs * outputs,
    });
  }
}
