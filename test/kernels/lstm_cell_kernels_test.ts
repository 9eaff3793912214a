import { onEachBuild, panelsOf, randomPanels } from "../support/kernel_builds.ts";

const PANELS = 2;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

for (const width of [1, 3, 8]) {
  const states = { panels: PANELS, rows: width };
  const gates = randomPanels({ panels: PANELS, rows: 4 * width }, "gates");
  const before = randomPanels(states, "before");
  const mask = panelsOf(states, (_, row, example) => (row + example) % 3 === 0 ? 0 : 1.5);
  const active = panelsOf({ panels: PANELS, rows: 4 * width }, (panel, row, example) => {
    const x = gates.at(panel, row, example);
    return Math.floor(row / width) === 2 ? Math.tanh(x) : sigmoid(x);
  });
  const gate = (which: number) => (panel: number, row: number, example: number) =>
    active.at(panel, which * width + row, example);
  const [enter, forget, candidate, leave] = [gate(0), gate(1), gate(2), gate(3)];
  const after = panelsOf(
    states,
    (...place) => forget(...place) * before.at(...place) + enter(...place) * candidate(...place),
  );
  const tangent = panelsOf(states, (...place) => Math.tanh(after.at(...place)));
  const hidden = panelsOf(states, (...place) => leave(...place) * tangent.at(...place));

  for (const reader of ["none", "above", "above through a mask"] as const) {
    const masked = reader === "above through a mask";

    onEachBuild(`lstmCell() of width ${width}, read by ${reader}`, (memory) => {
      // The hidden state lies in front of what the layer above reads.
      const abovePanels = panelsOf(
        { panels: PANELS, rows: 2 * width },
        (panel, row, example) =>
          row < width ? NaN : hidden.at(panel, row - width, example) *
            (masked ? mask.at(panel, row - width, example) : 1),
      );
      const opened = memory.put(gates.values);
      // In place, as without training.
      const state = memory.put(before.values);
      const [bent, output] = [memory.room(before.values.length), memory.room(before.values.length)];
      const above = memory.room(abovePanels.values.length);
      memory.host.kernels.lstmCell(
        opened,
        state,
        state,
        bent,
        output,
        reader === "none" ? 0 : above + 32 * width,
        masked ? memory.put(mask.values) : 0,
        width,
        PANELS,
        gates.stride,
        before.stride,
        hidden.stride,
        abovePanels.stride,
      );
      memory.assertFloats(opened, active.values, 1e-6);
      memory.assertFloats(state, after.values, 1e-6);
      memory.assertFloats(bent, tangent.values, 1e-6);
      memory.assertFloats(output, hidden.values, 1e-6);
      const untouched = new Float32Array(abovePanels.values.length).fill(NaN);
      memory.assertFloats(above, reader === "none" ? untouched : abovePanels.values, 1e-6);
    });

    onEachBuild(`lstmCellGradient() of width ${width}, read by ${reader}`, (memory) => {
      const hiddenGradient = randomPanels(states, "hidden gradient");
      const aboveGradient = randomPanels({ panels: PANELS, rows: width + 1 }, "above gradient");
      const stateGradient = randomPanels(states, "state gradient");
      const toHidden = panelsOf(states, (panel, row, example) => {
        const factor = masked ? mask.at(panel, row, example) : 1;
        const own = hiddenGradient.at(panel, row, example);
        return reader === "none" ? own : own + factor * aboveGradient.at(panel, row, example);
      });
      const toState = panelsOf(states, (...place) =>
        stateGradient.at(...place) +
        toHidden.at(...place) * leave(...place) * (1 - tangent.at(...place) ** 2));
      const toBefore = panelsOf(states, (...place) => toState.at(...place) * forget(...place));
      const toGates = panelsOf({ panels: PANELS, rows: 4 * width }, (panel, row, example) => {
        const place = [panel, row % width, example] as const;
        const x = active.at(panel, row, example);
        switch (Math.floor(row / width)) {
          case 0:
            return toState.at(...place) * candidate(...place) * x * (1 - x);
          case 1:
            return toState.at(...place) * before.at(...place) * x * (1 - x);
          case 2:
            return toState.at(...place) * enter(...place) * (1 - x * x);
          default:
            return toHidden.at(...place) * tangent.at(...place) * x * (1 - x);
        }
      });
      // In place of the gates, as in the backward pass.
      const opened = memory.put(active.values);
      const state = memory.put(stateGradient.values);
      memory.host.kernels.lstmCellGradient(
        opened,
        memory.put(before.values),
        memory.put(tangent.values),
        memory.put(hiddenGradient.values),
        reader === "none" ? 0 : memory.put(aboveGradient.values),
        masked ? memory.put(mask.values) : 0,
        state,
        opened,
        width,
        PANELS,
        active.stride,
        before.stride,
        hiddenGradient.stride,
        aboveGradient.stride,
      );
      memory.assertFloats(opened, toGates.values);
      memory.assertFloats(state, toBefore.values);
    });
  }
}
