import type { History } from "../../src/kernels/recurrence/neuron_level_model.ts";
import { type Frame, type Layout, PANEL } from "../../src/kernels/recurrence/section.ts";

/** Rows behind those of a history, as the core leaves them. */
const BEHIND = 4;

/**
 * Reserves the blocks of some histories, `[neurons][panels][rows][8]` with {@link BEHIND} more rows, in
 * a layout. What they hold is written and read as `[neurons, rows, batch]`.
 */
export function reserveHistory(
  { panels, host, batch }: Frame,
  layout: Layout,
  { neurons, rows }: { readonly neurons: number; readonly rows: number },
) {
  const panelStride = (rows + BEHIND) * PANEL;
  const offset = layout.reserve(neurons * panels * panelStride);
  const place = (neuron: number, row: number, example: number) =>
    (neuron * panels + Math.floor(example / PANEL)) * panelStride + row * PANEL + example % PANEL;
  const view = (address: number) => host.floats(address, neurons * panels * panelStride);
  const visit = (use: (place: number, index: number, example: number) => void) => {
    for (let neuron = 0; neuron < neurons; neuron++) {
      for (let row = 0; row < rows; row++) {
        for (let example = 0; example < panels * PANEL; example++) {
          const index = (neuron * rows + row) * batch + example;
          use(place(neuron, row, example), index, example);
        }
      }
    }
  };
  return {
    offset,
    at: (address: number): History => ({ address, panelStride }),
    /** Writes `[neurons, rows, batch]`; every example beyond the batch is 0.3. */
    write(address: number, values: ArrayLike<number>) {
      const floats = view(address);
      visit((place, index, example) => floats[place] = example < batch ? values[index]! : 0.3);
    },
    /** Reads `[neurons, rows, batch]`. */
    read(address: number): Float32Array {
      const floats = view(address);
      const values = new Float32Array(neurons * rows * batch);
      visit((place, index, example) => {
        if (example < batch) values[index] = floats[place]!;
      });
      return values;
    },
    clear: (address: number) => view(address).fill(0),
  };
}
