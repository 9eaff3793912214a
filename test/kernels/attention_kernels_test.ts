import {
  type KernelMemory,
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";

interface Sizes {
  readonly panels: number;
  readonly heads: number;
  readonly headWidth: number;
  readonly tokens: number;
}

/** Ragged head widths and counts of tokens; one panel and several. */
const SIZES: readonly Sizes[] = [
  { panels: 1, heads: 1, headWidth: 1, tokens: 1 },
  { panels: 2, heads: 5, headWidth: 1, tokens: 5 },
  { panels: 1, heads: 2, headWidth: 3, tokens: 49 },
  { panels: 3, heads: 3, headWidth: 4, tokens: 8 },
  { panels: 2, heads: 2, headWidth: 6, tokens: 7 },
  { panels: 2, heads: 4, headWidth: 16, tokens: 2 },
  { panels: 1, heads: 1, headWidth: 13, tokens: 6 },
];

function eachSize(name: string, test: (memory: KernelMemory, sizes: Sizes) => void): void {
  for (const sizes of SIZES) {
    const { panels, heads, headWidth, tokens } = sizes;
    const text = `${panels} panels, ${heads} heads of ${headWidth}, ${tokens} tokens`;
    onEachBuild(`${name}: ${text}`, (memory) => test(memory, sizes));
  }
}

/** Tokens of all panels, with the panels of a batch one after the other. */
function randomTokens({ panels, heads, headWidth, tokens }: Sizes, name: string): TestPanels {
  return randomPanels({ panels: panels * tokens, rows: heads * headWidth }, name);
}

const headRows = ({ panels, heads, headWidth }: Sizes) => ({ panels, rows: heads * headWidth });
const weightRows = ({ panels, heads, tokens }: Sizes) => ({ panels, rows: heads * tokens });

/** Panels whose padding is a number: if a kernel writes what it read there, that shows. */
function padded({ values }: TestPanels): Float32Array {
  return values.map((value) => Number.isNaN(value) ? -98765 : value);
}

/** Positive weights whose sum over the tokens of a head is 1. */
function randomWeights(sizes: Sizes, name: string): TestPanels {
  const { tokens } = sizes;
  const scores = randomPanels(weightRows(sizes), name);
  return panelsOf(weightRows(sizes), (panel, row, example) => {
    const first = Math.floor(row / tokens) * tokens;
    const all = sumOf(tokens, (n) => Math.exp(scores.at(panel, first + n, example)));
    return Math.exp(scores.at(panel, row, example)) / all;
  });
}

eachSize("attentionScores() multiplies a query with every token", (memory, sizes) => {
  const { panels, heads, headWidth, tokens } = sizes;
  const query = randomPanels(headRows(sizes), "query");
  const keys = randomTokens(sizes, "keys");
  const expected = panelsOf(weightRows(sizes), (panel, row, example) => {
    const [head, token] = [Math.floor(row / tokens), row % tokens];
    return 0.3 * sumOf(headWidth, (i) => {
      const feature = head * headWidth + i;
      return query.at(panel, feature, example) *
        keys.at(panel * tokens + token, feature, example);
    });
  });
  const out = memory.room(expected.values.length);
  memory.host.kernels.attentionScores(
    memory.put(query.values),
    memory.put(keys.values),
    out,
    panels,
    heads,
    headWidth,
    tokens,
    query.stride,
    keys.stride,
    expected.stride,
    0.3,
  );
  memory.assertFloats(out, expected.values);
});

eachSize("attentionMix() sums tokens by their weights", (memory, sizes) => {
  const { panels, heads, headWidth, tokens } = sizes;
  const weights = randomPanels(weightRows(sizes), "weights");
  const values = randomTokens(sizes, "values");
  const expected = panelsOf(headRows(sizes), (panel, row, example) => {
    const first = Math.floor(row / headWidth) * tokens;
    return sumOf(
      tokens,
      (n) => weights.at(panel, first + n, example) * values.at(panel * tokens + n, row, example),
    );
  });
  const out = memory.room(expected.values.length);
  memory.host.kernels.attentionMix(
    memory.put(weights.values),
    memory.put(padded(values)),
    out,
    panels,
    heads,
    headWidth,
    tokens,
    weights.stride,
    values.stride,
    expected.stride,
  );
  memory.assertFloats(out, expected.values);
});

eachSize("attentionSoftmax() makes weights of scores, also of large ones", (memory, sizes) => {
  const { panels, heads, tokens } = sizes;
  const normal = randomPanels(weightRows(sizes), "scores");
  // Scores of thousands in one example, of thousandths in another.
  const scores = panelsOf(
    weightRows(sizes),
    (panel, row, example) => normal.at(panel, row, example) * [1, 1000, 1e-3, 20][example % 4]!,
  );
  const expected = panelsOf(weightRows(sizes), (panel, row, example) => {
    const first = Math.floor(row / tokens) * tokens;
    const own = scores.at(panel, row, example);
    return 1 / sumOf(tokens, (n) => Math.exp(scores.at(panel, first + n, example) - own));
  });
  const address = memory.put(scores.values);
  memory.host.kernels.attentionSoftmax(address, panels, heads, tokens, scores.stride);
  memory.assertFloats(address, expected.values, 1e-6);
});

eachSize("attentionSoftmaxGradient() goes back through mask and softmax", (memory, sizes) => {
  const { panels, heads, tokens } = sizes;
  const weights = randomWeights(sizes, "weights");
  const gradient = randomPanels(weightRows(sizes), "gradient");
  const mask = (row: number) => row % 3 === 0 ? 0 : 1.5;
  const mixed = panelsOf(
    weightRows(sizes),
    (panel, row, example) => weights.at(panel, row, example) * mask(row),
  );
  const expected = panelsOf(weightRows(sizes), (panel, row, example) => {
    const first = Math.floor(row / tokens) * tokens;
    const through = (r: number) => gradient.at(panel, r, example) * mask(r);
    const mean = sumOf(tokens, (n) => weights.at(panel, first + n, example) * through(first + n));
    return 0.7 * weights.at(panel, row, example) * (through(row) - mean);
  });
  const address = memory.put(gradient.values);
  memory.host.kernels.attentionSoftmaxGradient(
    memory.put(weights.values),
    memory.put(mixed.values),
    address,
    panels,
    heads,
    tokens,
    weights.stride,
    gradient.stride,
    0.7,
  );
  memory.assertFloats(address, expected.values);
});

for (const ticks of [0, 1, 3]) {
  eachSize(`attentionTokensGradient() sums over ${ticks} ticks`, (memory, sizes) => {
    const { panels, heads, headWidth, tokens } = sizes;
    // A tick more than is summed, and one panel between two ticks that must not be read.
    const span = panels + 1;
    const all = { panels: span * (ticks + 1) };
    const weights = randomPanels({ ...all, rows: heads * tokens }, "weights");
    const x = randomPanels({ ...all, rows: heads * headWidth }, "x");
    const expected = panelsOf(
      { panels: panels * tokens, rows: heads * headWidth },
      (place, row, example) => {
        const [panel, token] = [Math.floor(place / tokens), place % tokens];
        const head = Math.floor(row / headWidth);
        return sumOf(
          ticks,
          (tick) =>
            weights.at(tick * span + panel, head * tokens + token, example) *
            x.at(tick * span + panel, row, example),
        );
      },
    );
    const out = memory.room(expected.values.length);
    memory.host.kernels.attentionTokensGradient(
      memory.put(weights.values),
      memory.put(padded(x)),
      out,
      ticks,
      panels,
      heads,
      headWidth,
      tokens,
      span * weights.stride,
      weights.stride,
      span * x.stride,
      x.stride,
      expected.stride,
    );
    memory.assertFloats(out, expected.values);
  });
}
