// Neuron-level models: every neuron has layers of its own, gated, over a few rows of 8 examples. A
// block is what belongs to one neuron and one panel; blocks lie in the order [neurons][panels].
import { at, bytes, madd, one, sigmoidRow } from "./vector";

/** Rows that the forward pass computes at a time. */
const ROWS: i32 = 4;

/** Inputs whose gradients the backward pass computes at a time. */
const INPUTS: i32 = 5;

/** Rows and columns of the tile of {@link neuronWeightGradients}. */
const TILE_INPUTS: i32 = 4;
const TILE_OUTPUTS: i32 = 2;

/**
 * Packs a layer of all neurons in the order in which {@link neuronLayers} reads it: for every 4 of its
 * `2 * width` outputs their biases, and for every input their weights; missing ones are 0.
 *
 * @param weight `[neurons][inputs][outputs]`. @param bias `[neurons][outputs]`.
 * @param factor What both are multiplied by.
 */
export function packNeuronLayer(
  weight: usize,
  bias: usize,
  out: usize,
  neurons: i32,
  inputs: i32,
  outputs: i32,
  factor: f32,
): void {
  const row = bytes(outputs);
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    for (let output: i32 = 0; output < outputs; output += ROWS) {
      const left = outputs - output;
      let from = at(bias, output);
      for (let i: i32 = -1; i < inputs; i++) {
        for (let lane: i32 = 0; lane < ROWS; lane++) {
          store<f32>(at(out, lane), lane < left ? load<f32>(at(from, lane)) * factor : 0);
        }
        from = i < 0 ? at(weight, output) : from + row;
        out += 16;
      }
    }
    weight += row * <usize> inputs;
    bias += row;
  }
}

/** Bytes of one neuron's layer as packNeuronLayer writes it. */
@inline
function packedBytes(inputs: i32, outputs: i32): usize {
  return (<usize> ((outputs + ROWS - 1) / ROWS) * <usize> (inputs + 1)) << 4;
}

/** The affine part of a layer of one neuron; `outputs` is even. */
@inline
function mapBlocks(
  x: usize,
  packed: usize,
  out: usize,
  panels: i32,
  inputs: i32,
  outputs: i32,
  xStride: i32,
): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    mapBlock(x, packed, out, inputs, outputs);
    x += bytes(xStride);
    out += <usize> outputs << 5;
  }
}

/** The affine part of a layer of one neuron and panel. */
@inline
function mapBlock(x: usize, packed: usize, out: usize, inputs: i32, outputs: i32): void {
  const end = x + (<usize> inputs << 5);
  let w = packed;
  for (let left = outputs; left > 0; left -= ROWS) {
    const bias = v128.load(w);
    let a0 = i32x4.shuffle(bias, bias, 0, 0, 0, 0);
    let a1 = a0;
    let b0 = i32x4.shuffle(bias, bias, 1, 1, 1, 1);
    let b1 = b0;
    let c0 = i32x4.shuffle(bias, bias, 2, 2, 2, 2);
    let c1 = c0;
    let d0 = i32x4.shuffle(bias, bias, 3, 3, 3, 3);
    let d1 = d0;
    w += 16;
    for (let p = x; p < end; p += 32) {
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const weights = v128.load(w);
      const a = i32x4.shuffle(weights, weights, 0, 0, 0, 0);
      a0 = madd(a, x0, a0);
      a1 = madd(a, x1, a1);
      const b = i32x4.shuffle(weights, weights, 1, 1, 1, 1);
      b0 = madd(b, x0, b0);
      b1 = madd(b, x1, b1);
      const c = i32x4.shuffle(weights, weights, 2, 2, 2, 2);
      c0 = madd(c, x0, c0);
      c1 = madd(c, x1, c1);
      // Read, not spread as the others: see ../generate_tile_step.ts.
      const d = v128.load32_splat(w, 12);
      d0 = madd(d, x0, d0);
      d1 = madd(d, x1, d1);
      w += 16;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, b0, 32);
    v128.store(out, b1, 48);
    if (left > 2) {
      v128.store(out, c0, 64);
      v128.store(out, c1, 80);
      v128.store(out, d0, 96);
      v128.store(out, d1, 112);
    }
    out += 128;
  }
}

/**
 * Turns the gates of one neuron into their sigmoids: `length` bytes in each panel, and as many of
 * values between them. Nothing else stands in the loop, so the processor works on several rows at a
 * time.
 */
@inline
function openGates(gate: usize, panels: i32, length: usize): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    const end = gate + length;
    for (; gate < end; gate += 32) sigmoidRow(gate);
    gate += length;
  }
}

/**
 * A gated layer of every neuron.
 *
 * @param x Blocks of `inputs` rows. @param packed By packNeuronLayer.
 * @param gated Blocks of `2 * width` rows one after the other: values, then sigmoids of gates. A
 *   distance of 0 between neurons lets one overwrite the other.
 * @param out `width` rows a neuron and panel, 8 floats apart.
 */
export function neuronLayer(
  x: usize,
  packed: usize,
  gated: usize,
  out: usize,
  neurons: i32,
  panels: i32,
  inputs: i32,
  width: i32,
  xStride: i32,
  gatedNeuronStride: i32,
  outPanelStride: i32,
  outNeuronStride: i32,
): void {
  const gates = <usize> width << 5;
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    mapBlocks(x, packed, gated, panels, inputs, 2 * width, xStride);
    openGates(gated + gates, panels, gates);
    let value = gated;
    let result = out;
    for (let panel: i32 = 0; panel < panels; panel++) {
      for (let row: usize = 0; row < gates; row += 32) {
        const gate = value + gates;
        v128.store(result + row, f32x4.mul(v128.load(value), v128.load(gate)));
        v128.store(result + row, f32x4.mul(v128.load(value, 16), v128.load(gate, 16)), 16);
        value += 32;
      }
      value += gates;
      result += bytes(outPanelStride);
    }
    x += <usize> panels * bytes(xStride);
    packed += packedBytes(inputs, 2 * width);
    gated += bytes(gatedNeuronStride);
    out += bytes(outNeuronStride);
  }
}

/**
 * Two gated layers of every neuron, the second of width 1. Apart from what neuronLayer has:
 *
 * @param second Blocks of 2 rows one after the other: value and sigmoid of the gate of the second layer.
 * @param secondWeight `[neurons][width][2]`. @param secondBias `[neurons][2]`.
 * @param secondFactor What both are multiplied by.
 * @param out One row a neuron and panel.
 */
export function neuronLayers(
  x: usize,
  packed: usize,
  gated: usize,
  second: usize,
  secondWeight: usize,
  secondBias: usize,
  out: usize,
  neurons: i32,
  panels: i32,
  inputs: i32,
  width: i32,
  secondFactor: f32,
  xStride: i32,
  gatedNeuronStride: i32,
  secondNeuronStride: i32,
  outPanelStride: i32,
  outNeuronStride: i32,
): void {
  const gates = <usize> width << 5;
  const factors = f32x4.splat(secondFactor);
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    mapBlocks(x, packed, gated, panels, inputs, 2 * width, xStride);
    openGates(gated + gates, panels, gates);
    let value = gated;
    let s = second;
    for (let panel: i32 = 0; panel < panels; panel++) {
      let factor = v128.load32_splat(secondBias);
      let value0 = f32x4.mul(factor, factors);
      let value1 = value0;
      factor = v128.load32_splat(secondBias, 4);
      let gate0 = f32x4.mul(factor, factors);
      let gate1 = gate0;
      let w = secondWeight;
      const end = value + gates;
      for (; value < end; value += 32) {
        const gate = value + gates;
        const passed0 = f32x4.mul(v128.load(value), v128.load(gate));
        const passed1 = f32x4.mul(v128.load(value, 16), v128.load(gate, 16));
        factor = f32x4.mul(v128.load32_splat(w), factors);
        value0 = madd(factor, passed0, value0);
        value1 = madd(factor, passed1, value1);
        factor = f32x4.mul(v128.load32_splat(w, 4), factors);
        gate0 = madd(factor, passed0, gate0);
        gate1 = madd(factor, passed1, gate1);
        w += 8;
      }
      v128.store(s, value0);
      v128.store(s, value1, 16);
      v128.store(s, gate0, 32);
      v128.store(s, gate1, 48);
      s += 64;
      value += gates;
    }
    openGates(second + 32, panels, 32);
    s = second;
    let result = out;
    for (let panel: i32 = 0; panel < panels; panel++) {
      v128.store(result, f32x4.mul(v128.load(s), v128.load(s, 32)));
      v128.store(result, f32x4.mul(v128.load(s, 16), v128.load(s, 48)), 16);
      s += 64;
      result += bytes(outPanelStride);
    }
    x += <usize> panels * bytes(xStride);
    packed += packedBytes(inputs, 2 * width);
    gated += bytes(gatedNeuronStride);
    second += bytes(secondNeuronStride);
    secondWeight += gates >> 2;
    secondBias += 8;
    out += bytes(outNeuronStride);
  }
}

/**
 * Packs the weights of a layer of all neurons in the order in which {@link neuronInputGradients} reads
 * them: for every 5 inputs, and then for every single one, those of each output.
 *
 * @param weight `[neurons][inputs][outputs]`.
 */
export function packNeuronInputs(
  weight: usize,
  out: usize,
  neurons: i32,
  inputs: i32,
  outputs: i32,
): void {
  const row = bytes(outputs);
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    for (let input: i32 = 0; input < inputs;) {
      const count = inputs - input >= INPUTS ? INPUTS : 1;
      for (let output: i32 = 0; output < outputs; output++) {
        let from = at(weight, output);
        for (let i: i32 = 0; i < count; i++) {
          store<f32>(out, load<f32>(from));
          from += row;
          out += 4;
        }
      }
      weight += row * <usize> count;
      input += count;
    }
  }
}

/** Adds `sum of weight * gradient` to the rows of one block of inputs. */
@inline
function addInputGradients(
  gated: usize,
  packed: usize,
  out: usize,
  inputs: i32,
  length: usize,
): usize {
  const end = gated + length;
  let w = packed;
  let input: i32 = 0;
  for (; input + INPUTS <= inputs; input += INPUTS) {
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    let b0 = v128.load(out, 32);
    let b1 = v128.load(out, 48);
    let c0 = v128.load(out, 64);
    let c1 = v128.load(out, 80);
    let d0 = v128.load(out, 96);
    let d1 = v128.load(out, 112);
    let e0 = v128.load(out, 128);
    let e1 = v128.load(out, 144);
    for (let p = gated; p < end; p += 32) {
      const g0 = v128.load(p);
      const g1 = v128.load(p, 16);
      const weights = v128.load(w);
      const a = i32x4.shuffle(weights, weights, 0, 0, 0, 0);
      a0 = madd(a, g0, a0);
      a1 = madd(a, g1, a1);
      const b = i32x4.shuffle(weights, weights, 1, 1, 1, 1);
      b0 = madd(b, g0, b0);
      b1 = madd(b, g1, b1);
      const c = i32x4.shuffle(weights, weights, 2, 2, 2, 2);
      c0 = madd(c, g0, c0);
      c1 = madd(c, g1, c1);
      const d = i32x4.shuffle(weights, weights, 3, 3, 3, 3);
      d0 = madd(d, g0, d0);
      d1 = madd(d, g1, d1);
      const e = v128.load32_splat(w, 16);
      e0 = madd(e, g0, e0);
      e1 = madd(e, g1, e1);
      w += 20;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    v128.store(out, b0, 32);
    v128.store(out, b1, 48);
    v128.store(out, c0, 64);
    v128.store(out, c1, 80);
    v128.store(out, d0, 96);
    v128.store(out, d1, 112);
    v128.store(out, e0, 128);
    v128.store(out, e1, 144);
    out += 160;
  }
  for (; input < inputs; input++) {
    let a0 = v128.load(out);
    let a1 = v128.load(out, 16);
    for (let p = gated; p < end; p += 32) {
      const a = v128.load32_splat(w);
      a0 = madd(a, v128.load(p), a0);
      a1 = madd(a, v128.load(p, 16), a1);
      w += 4;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    out += 32;
  }
  return w;
}

/**
 * Gradient through a single gated layer of every neuron.
 *
 * @param gated What neuronLayer left; becomes the gradient of values and gates, times `factor`.
 * @param gradient Of the result: rows as neuronLayer wrote them.
 * @param packed By packNeuronInputs. @param inputGradient Blocks of `inputs` rows that are added to.
 * @param biasSums `[neurons][2 * width][4]`, to which the gradient of the bias is added in four parts.
 */
export function neuronLayerGradient(
  gated: usize,
  gradient: usize,
  packed: usize,
  inputGradient: usize,
  biasSums: usize,
  neurons: i32,
  panels: i32,
  inputs: i32,
  width: i32,
  factor: f32,
  gradientPanelStride: i32,
  gradientNeuronStride: i32,
  inputStride: i32,
): void {
  const factors = f32x4.splat(factor);
  const gates = <usize> width << 5;
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    let dy = gradient;
    let next = packed;
    for (let panel: i32 = 0; panel < panels; panel++) {
      let sum = biasSums;
      for (let row: usize = 0; row < gates; row += 32) {
        const value = gated + row;
        const gate = value + gates;
        const open0 = v128.load(gate);
        const open1 = v128.load(gate, 16);
        const a0 = f32x4.mul(f32x4.mul(v128.load(dy + row), factors), open0);
        const a1 = f32x4.mul(f32x4.mul(v128.load(dy + row, 16), factors), open1);
        const c0 = f32x4.mul(f32x4.mul(a0, v128.load(value)), f32x4.sub(one(), open0));
        const c1 = f32x4.mul(f32x4.mul(a1, v128.load(value, 16)), f32x4.sub(one(), open1));
        v128.store(value, a0);
        v128.store(value, a1, 16);
        v128.store(gate, c0);
        v128.store(gate, c1, 16);
        const gateSum = sum + (gates >> 1);
        v128.store(sum, f32x4.add(v128.load(sum), f32x4.add(a0, a1)));
        v128.store(gateSum, f32x4.add(v128.load(gateSum), f32x4.add(c0, c1)));
        sum += 16;
      }
      next = addInputGradients(gated, packed, inputGradient, inputs, 2 * gates);
      gated += 2 * gates;
      dy += bytes(gradientPanelStride);
      inputGradient += bytes(inputStride);
    }
    packed = next;
    gradient += bytes(gradientNeuronStride);
    biasSums += gates;
  }
}

/**
 * Gradient through the two gated layers of every neuron.
 *
 * @param gated, second What neuronLayers left; become the gradients of values and gates, times `factor`
 *   and `secondFactor`.
 * @param secondWeight `[neurons][width][2]`.
 * @param gradient Of the result, one row a neuron and panel.
 * @param packed By packNeuronInputs. @param inputGradient Blocks of `inputs` rows that are added to.
 * @param biasSums, secondWeightSums, secondBiasSums `[neurons][2 * width][4]` twice and
 *   `[neurons][2][4]`, to which these gradients are added in four parts.
 */
export function neuronLayersGradient(
  gated: usize,
  second: usize,
  secondWeight: usize,
  gradient: usize,
  packed: usize,
  inputGradient: usize,
  biasSums: usize,
  secondWeightSums: usize,
  secondBiasSums: usize,
  neurons: i32,
  panels: i32,
  inputs: i32,
  width: i32,
  factor: f32,
  secondFactor: f32,
  gradientPanelStride: i32,
  gradientNeuronStride: i32,
  inputStride: i32,
): void {
  const factors = f32x4.splat(factor);
  const secondFactors = f32x4.splat(secondFactor);
  const gates = <usize> width << 5;
  const gatedBlock = 2 * gates;
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    let dy = gradient;
    let s = second;
    let valueSum = v128.load(secondBiasSums);
    let gateSum = v128.load(secondBiasSums, 16);
    for (let panel: i32 = 0; panel < panels; panel++) {
      const open0 = v128.load(s, 32);
      const open1 = v128.load(s, 48);
      const a0 = f32x4.mul(f32x4.mul(v128.load(dy), secondFactors), open0);
      const a1 = f32x4.mul(f32x4.mul(v128.load(dy, 16), secondFactors), open1);
      const c0 = f32x4.mul(f32x4.mul(a0, v128.load(s)), f32x4.sub(one(), open0));
      const c1 = f32x4.mul(f32x4.mul(a1, v128.load(s, 16)), f32x4.sub(one(), open1));
      v128.store(s, a0);
      v128.store(s, a1, 16);
      v128.store(s, c0, 32);
      v128.store(s, c1, 48);
      valueSum = f32x4.add(valueSum, f32x4.add(a0, a1));
      gateSum = f32x4.add(gateSum, f32x4.add(c0, c1));
      s += 64;
      dy += bytes(gradientPanelStride);
    }
    v128.store(secondBiasSums, valueSum);
    v128.store(secondBiasSums, gateSum, 16);
    for (let unit: i32 = 0; unit < width; unit++) {
      const toValue = f32x4.mul(v128.load32_splat(secondWeight), factors);
      const toGate = f32x4.mul(v128.load32_splat(secondWeight, 4), factors);
      const gateSums = biasSums + (gates >> 1);
      valueSum = v128.load(biasSums);
      gateSum = v128.load(gateSums);
      let valueWeightSum = v128.load(secondWeightSums);
      let gateWeightSum = v128.load(secondWeightSums, 16);
      let value = gated + (<usize> unit << 5);
      s = second;
      for (let panel: i32 = 0; panel < panels; panel++) {
        const gate = value + gates;
        const value0 = v128.load(value);
        const value1 = v128.load(value, 16);
        const open0 = v128.load(gate);
        const open1 = v128.load(gate, 16);
        const dValue0 = v128.load(s);
        const dValue1 = v128.load(s, 16);
        const dGate0 = v128.load(s, 32);
        const dGate1 = v128.load(s, 48);
        const passed0 = f32x4.mul(value0, open0);
        const passed1 = f32x4.mul(value1, open1);
        const toValueWeight = madd(dValue0, passed0, f32x4.mul(dValue1, passed1));
        const toGateWeight = madd(dGate0, passed0, f32x4.mul(dGate1, passed1));
        valueWeightSum = f32x4.add(valueWeightSum, toValueWeight);
        gateWeightSum = f32x4.add(gateWeightSum, toGateWeight);
        const dPassed0 = madd(dValue0, toValue, f32x4.mul(dGate0, toGate));
        const dPassed1 = madd(dValue1, toValue, f32x4.mul(dGate1, toGate));
        const a0 = f32x4.mul(dPassed0, open0);
        const a1 = f32x4.mul(dPassed1, open1);
        const c0 = f32x4.mul(f32x4.mul(a0, value0), f32x4.sub(one(), open0));
        const c1 = f32x4.mul(f32x4.mul(a1, value1), f32x4.sub(one(), open1));
        v128.store(value, a0);
        v128.store(value, a1, 16);
        v128.store(gate, c0);
        v128.store(gate, c1, 16);
        valueSum = f32x4.add(valueSum, f32x4.add(a0, a1));
        gateSum = f32x4.add(gateSum, f32x4.add(c0, c1));
        value += gatedBlock;
        s += 64;
      }
      v128.store(biasSums, valueSum);
      v128.store(gateSums, gateSum);
      v128.store(secondWeightSums, valueWeightSum);
      v128.store(secondWeightSums, gateWeightSum, 16);
      secondWeight += 8;
      biasSums += 16;
      secondWeightSums += 32;
    }
    biasSums += gates >> 1;
    let next = packed;
    for (let panel: i32 = 0; panel < panels; panel++) {
      next = addInputGradients(gated, packed, inputGradient, inputs, 2 * gates);
      gated += gatedBlock;
      inputGradient += bytes(inputStride);
    }
    packed = next;
    second = s;
    gradient += bytes(gradientNeuronStride);
    secondBiasSums += 32;
  }
}

/**
 * Gradient of the first layer's weights over all ticks, `out[neuron][input][output] = sum of
 * gated[tick][neuron][panel][output][8] * x[neuron][panel][tick + input][8]`: the inputs of a tick are
 * those of the tick before, one row further. So every row is read once for 4 of them. Reads up to 3 rows
 * beyond the last.
 *
 * @param x Blocks, from the row that tick 0 begins with. @param gated Gradients of values and gates.
 * @param outputs Even.
 */
export function neuronWeightGradients(
  x: usize,
  gated: usize,
  out: usize,
  neurons: i32,
  panels: i32,
  ticks: i32,
  inputs: i32,
  outputs: i32,
  xStride: i32,
  gatedTickStride: i32,
): void {
  const xBlock = bytes(xStride);
  const gatedBlock = <usize> outputs << 5;
  const gatedTick = bytes(gatedTickStride);
  for (let neuron: i32 = 0; neuron < neurons; neuron++) {
    store<f32>(out, readLines(gated, ticks, gatedTick, gatedBlock * <usize> panels));
    for (let output: i32 = 0; output < outputs; output += TILE_OUTPUTS) {
      for (let input: i32 = 0; input < inputs; input += TILE_INPUTS) {
        let a0 = f32x4.splat(0);
        let a1 = f32x4.splat(0);
        let b0 = f32x4.splat(0);
        let b1 = f32x4.splat(0);
        let c0 = f32x4.splat(0);
        let c1 = f32x4.splat(0);
        let d0 = f32x4.splat(0);
        let d1 = f32x4.splat(0);
        let xHalf = x + (<usize> input << 5);
        let gatedHalf = gated + (<usize> output << 5);
        for (let half: i32 = 0; half < 2 * panels; half++) {
          let p = xHalf;
          let g = gatedHalf;
          let xa = v128.load(p);
          let xb = v128.load(p, 32);
          let xc = v128.load(p, 64);
          for (let tick: i32 = 0; tick < ticks; tick++) {
            const xd = v128.load(p, 96);
            const g0 = v128.load(g);
            const g1 = v128.load(g, 32);
            a0 = madd(xa, g0, a0);
            a1 = madd(xa, g1, a1);
            b0 = madd(xb, g0, b0);
            b1 = madd(xb, g1, b1);
            c0 = madd(xc, g0, c0);
            c1 = madd(xc, g1, c1);
            d0 = madd(xd, g0, d0);
            d1 = madd(xd, g1, d1);
            xa = xb;
            xb = xc;
            xc = xd;
            p += 32;
            g += gatedTick;
          }
          const odd = (half & 1) != 0;
          xHalf += odd ? xBlock - 16 : 16;
          gatedHalf += odd ? gatedBlock - 16 : 16;
        }
        const a = pairSums(a0, a1);
        const b = pairSums(b0, b1);
        const c = pairSums(c0, c1);
        const d = pairSums(d0, d1);
        const left = inputs - input;
        let to = out + <usize> input * bytes(outputs) + (<usize> output << 2);
        v128.store64_lane(to, a, 0);
        if (left > 1) v128.store64_lane(to += bytes(outputs), b, 0);
        if (left > 2) v128.store64_lane(to += bytes(outputs), c, 0);
        if (left > 3) v128.store64_lane(to += bytes(outputs), d, 0);
      }
    }
    x += xBlock * <usize> panels;
    gated += gatedBlock * <usize> panels;
    out += <usize> inputs * bytes(outputs);
  }
}

/**
 * Reads every cache line of one neuron in order, which the processor foresees, as it does not what the
 * tiles read. The result is of no use, except that the compiler keeps the reads.
 */
@inline
function readLines(start: usize, ticks: i32, tickBytes: usize, length: usize): f32 {
  let sum = f32x4.splat(0);
  for (let tick: i32 = 0; tick < ticks; tick++) {
    for (let p = start; p < start + length; p += 64) sum = f32x4.add(sum, v128.load(p));
    start += tickBytes;
  }
  return f32x4.extract_lane(sum, 0);
}

/** The sums of the lanes of two vectors, in the first two lanes. */
@inline
function pairSums(x: v128, y: v128): v128 {
  const low = i32x4.shuffle(x, y, 0, 4, 1, 5);
  const high = i32x4.shuffle(x, y, 2, 6, 3, 7);
  const sums = f32x4.add(low, high);
  return f32x4.add(sums, i64x2.shuffle(sums, sums, 1, 0));
}
