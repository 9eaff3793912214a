import { onEachBuild, panelsOf, randomPanels } from "../support/kernel_builds.ts";

for (const rows of [1, 5, 8]) {
  // Every second row of panels that have twice as many.
  const x = randomPanels({ panels: 3, rows: 2 * rows }, "x");
  const size = { panels: 3, rows };

  onEachBuild(`copyPanelRows() copies ${rows} rows that are apart`, (memory) => {
    const expected = panelsOf(size, (panel, row, example) => x.at(panel, 2 * row, example));
    const out = memory.room(expected.values.length);
    const from = memory.put(x.values);
    memory.host.kernels.copyPanelRows(from, x.stride, 16, out, expected.stride, rows, 3);
    memory.assertFloats(out, expected.values, 0);
  });

  onEachBuild(`addPanelRows() adds ${rows} rows that are apart`, (memory) => {
    const before = randomPanels(size, "before");
    const expected = panelsOf(
      size,
      (panel, row, example) => x.at(panel, 2 * row, example) + before.at(panel, row, example),
    );
    const out = memory.put(before.values);
    const from = memory.put(x.values);
    memory.host.kernels.addPanelRows(from, x.stride, 16, out, expected.stride, rows, 3);
    memory.assertFloats(out, expected.values, 1e-7);
  });
}
