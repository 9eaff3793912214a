/** Exports of ../assembly, written by `deno task build:kernels`. @module */

/** SHA-256 of the sources that the builds were made from. */
export const SOURCE_HASH = "d8e9bce307ffcb2ec7a458e8d6581a4965bb0c6ae6078b61a30c52cf395cbc87";

/** The exported functions; addresses are bytes, strides and counts are floats. */
export interface KernelFunctions {
  initialise(log2E: number, rounder: number, ln2High: number, ln2Low: number, exp6: number, exp5: number, exp4: number, exp3: number, exp2: number, half: number, one: number, expLimit: number): void;
  copyMatrices(from: number, to: number, outer: number, middle: number, rows: number, columns: number, fromOuter: number, fromMiddle: number, fromStride: number, toOuter: number, toMiddle: number, toStride: number): void;
  transposeMatrices(from: number, to: number, outer: number, middle: number, rows: number, columns: number, fromOuter: number, fromMiddle: number, fromStride: number, toOuter: number, toMiddle: number, toStride: number): void;
  product(a: number, b: number, c: number, rows: number, panels: number, inner: number, bPanelStride: number, cPanelStride: number, bias: number, accumulate: number): void;
  packLeft(a: number, out: number, rows: number, inner: number, rowStride: number, innerStride: number): void;
  contraction(y: number, x: number, out: number, rows: number, columns: number, ticks: number, panels: number, yTickStride: number, xTickStride: number, yPanelStride: number, xPanelStride: number, outStride: number, accumulate: number, block: number): void;
  rowTile(a: number, b: number, c: number, rows: number, columns: number, inner: number, cStride: number, bias: number, accumulate: number, edge: number): void;
  clear(start: number, count: number): void;
  packPanel(x: number, rowStride: number, panel: number, features: number, examples: number): void;
  unpackPanel(panel: number, x: number, rowStride: number, features: number, examples: number): void;
  repeatRows(values: number, out: number, rows: number, panels: number, panelStride: number, rowStride: number): void;
  sumOverExamples(y: number, out: number, rows: number, ticks: number, panels: number, tickStride: number, panelStride: number, rowStride: number, accumulate: number): void;
  sumLanesOfRows(x: number, out: number, rows: number, accumulate: number): void;
  scale(x: number, out: number, count: number, factor: number): void;
  addTo(x: number, out: number, count: number): void;
  multiply(x: number, y: number, out: number, count: number): void;
  dotProduct(x: number, y: number, count: number): number;
  multiplyAdd(a: number, b: number, c: number): number;
  peak(rounds: number, factor: number, summand: number): number;
  copyPanelRows(x: number, xPanelStride: number, xRowStride: number, out: number, outPanelStride: number, rows: number, panels: number): void;
  addPanelRows(x: number, xPanelStride: number, xRowStride: number, out: number, outPanelStride: number, rows: number, panels: number): void;
  multiplyPanelRows(x: number, y: number, out: number, rows: number, panels: number, xPanelStride: number, yPanelStride: number, outPanelStride: number): void;
  normaliseRows(x: number, inverses: number, rows: number, panels: number, panelStride: number, epsilon: number): void;
  normaliseRowsGradient(gradient: number, normal: number, inverses: number, rows: number, panels: number, gradientPanelStride: number, normalPanelStride: number): void;
  attentionScores(query: number, tokens: number, out: number, panels: number, heads: number, headWidth: number, count: number, queryPanelStride: number, tokenStride: number, outPanelStride: number, factor: number): void;
  attentionMix(weights: number, tokens: number, out: number, panels: number, heads: number, headWidth: number, count: number, weightsPanelStride: number, tokenStride: number, outPanelStride: number): void;
  attentionSoftmax(scores: number, panels: number, heads: number, count: number, panelStride: number): void;
  attentionSoftmaxGradient(weights: number, mixed: number, gradient: number, panels: number, heads: number, count: number, weightsPanelStride: number, gradientPanelStride: number, factor: number): void;
  attentionTokensGradient(weights: number, x: number, out: number, ticks: number, panels: number, heads: number, headWidth: number, count: number, weightsTickStride: number, weightsPanelStride: number, xTickStride: number, xPanelStride: number, tokenStride: number): void;
  addPairProducts(z: number, zPanelStride: number, zRowStride: number, left: number, right: number, before: number, after: number, sumsPanelStride: number, retention: number, inverse: number, out: number, outPanelStride: number, entries: number, panels: number): void;
  addPairProductsGradient(z: number, zPanelStride: number, zRowStride: number, zGradient: number, zGradientPanelStride: number, zGradientRowStride: number, left: number, right: number, before: number, sumsPanelStride: number, retention: number, inverse: number, slope: number, outGradient: number, outPanelStride: number, carried: number, carriedPanelStride: number, retentionGradient: number, entries: number, panels: number): void;
  lstmCell(gates: number, before: number, after: number, tangent: number, hidden: number, above: number, mask: number, width: number, panels: number, gatesPanelStride: number, statePanelStride: number, hiddenPanelStride: number, abovePanelStride: number): void;
  lstmCellGradient(gates: number, before: number, tangent: number, hiddenGradient: number, aboveGradient: number, mask: number, stateGradient: number, gatesGradient: number, width: number, panels: number, gatesPanelStride: number, statePanelStride: number, hiddenPanelStride: number, abovePanelStride: number): void;
  matMulScratch(): number;
  matMul(a: number, b: number, c: number, rows: number, columns: number, inner: number, aRowStride: number, aInnerStride: number, bInnerStride: number, bColumnStride: number, cStride: number, bias: number, accumulate: number, scratch: number): void;
  batchMatMul(a: number, b: number, c: number, count: number, aStep: number, bStep: number, rows: number, columns: number, inner: number, aRowStride: number, aInnerStride: number, bInnerStride: number, bColumnStride: number, scratch: number): void;
  sumMiddleScratch(): number;
  sumMiddle(x: number, out: number, outer: number, count: number, inner: number, divisor: number, scratch: number): void;
  segmentSum(x: number, labels: number, out: number, rows: number, columns: number, segments: number): void;
  norms(addresses: number, sizes: number, out: number, count: number): void;
  broadcast(operation: number, a: number, b: number, out: number, outer: number, rows: number, columns: number, aOuter: number, aRow: number, aColumn: number, bOuter: number, bRow: number, bColumn: number): void;
  tanhElements(x: number, out: number, count: number): void;
  layerNormRows(x: number, scale: number, shift: number, out: number, statistics: number, rows: number, columns: number, epsilon: number): void;
  layerNormRowsGradient(dy: number, x: number, statistics: number, scale: number, dx: number, scaleGradient: number, shiftGradient: number, rows: number, columns: number, scratch: number): void;
  channelAffine(x: number, scale: number, shift: number, out: number, rows: number, columns: number): void;
  glu(x: number, out: number, open: number, outer: number, half: number): void;
  gluGradient(dy: number, y: number, open: number, dx: number, outer: number, half: number): void;
  silu(x: number, out: number, open: number, count: number): void;
  siluGradient(dy: number, y: number, open: number, dx: number, count: number): void;
  crossEntropy(logits: number, targets: number, losses: number, logSums: number, batch: number, ticks: number, positions: number, classes: number, mean: number): void;
  crossEntropyGradient(logits: number, targets: number, logSums: number, dy: number, dx: number, batch: number, ticks: number, positions: number, classes: number, mean: number): void;
  certainty(logits: number, out: number, predictions: number, positions: number, classes: number): void;
  twoTickLoss(losses: number, readout: number, share: number, out: number, batch: number, ticks: number): void;
  adamw(table: number, count: number, first: number, second: number, norm: number, clipNorm: number, beta1: number, rest1: number, beta2: number, rest2: number, bias: number, epsilon: number, rate: number, kept: number): void;
  gatedNorm(gated: number, moments: number, out: number, scale: number, shift: number, rows: number, panels: number, gatedPanelStride: number, outPanelStride: number, outRowStride: number, epsilon: number): void;
  gatedNormGradient(gated: number, moments: number, gradient: number, scale: number, scaleSums: number, shiftSums: number, rows: number, panels: number, gatedPanelStride: number, gradientPanelStride: number, gradientRowStride: number): void;
  scaleAndShiftRows(normal: number, out: number, scale: number, shift: number, rows: number, panels: number, normalPanelStride: number, outPanelStride: number, outRowStride: number): void;
  siluRows(normal: number, slope: number, out: number, scale: number, shift: number, rows: number, panels: number, normalPanelStride: number, slopePanelStride: number, outPanelStride: number): void;
  layerNormGradient(gradient: number, normal: number, inverses: number, scale: number, out: number, scaleSums: number, shiftSums: number, rows: number, panels: number, gradientPanelStride: number, gradientRowStride: number, normalPanelStride: number, outPanelStride: number): void;
  packNeuronLayer(weight: number, bias: number, out: number, neurons: number, inputs: number, outputs: number, factor: number): void;
  neuronLayer(x: number, packed: number, gated: number, out: number, neurons: number, panels: number, inputs: number, width: number, xStride: number, gatedNeuronStride: number, outPanelStride: number, outNeuronStride: number): void;
  neuronLayers(x: number, packed: number, gated: number, second: number, secondWeight: number, secondBias: number, out: number, neurons: number, panels: number, inputs: number, width: number, secondFactor: number, xStride: number, gatedNeuronStride: number, secondNeuronStride: number, outPanelStride: number, outNeuronStride: number): void;
  packNeuronInputs(weight: number, out: number, neurons: number, inputs: number, outputs: number): void;
  neuronLayerGradient(gated: number, gradient: number, packed: number, inputGradient: number, biasSums: number, neurons: number, panels: number, inputs: number, width: number, factor: number, gradientPanelStride: number, gradientNeuronStride: number, inputStride: number): void;
  neuronLayersGradient(gated: number, second: number, secondWeight: number, gradient: number, packed: number, inputGradient: number, biasSums: number, secondWeightSums: number, secondBiasSums: number, neurons: number, panels: number, inputs: number, width: number, factor: number, secondFactor: number, gradientPanelStride: number, gradientNeuronStride: number, inputStride: number): void;
  neuronWeightGradients(x: number, gated: number, out: number, neurons: number, panels: number, ticks: number, inputs: number, outputs: number, xStride: number, gatedTickStride: number): void;
}
