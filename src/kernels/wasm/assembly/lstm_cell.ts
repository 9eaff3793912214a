// One tick of a layer of LSTM cells on panels. Gates are in the order input, forget, candidate,
// output, `[panel][4 * width][8]`.
import { bytes, madd, one, sigmoid, tanh } from "./vector";

/**
 * Activates the gates in place and computes the next state of the cells.
 *
 * @param before The state of the cells; `after` may be the same.
 * @param tangent Where tanh of the new state goes.
 * @param hidden Where the output of the cells goes.
 * @param above Address where the layer above reads it, or 0. @param mask What it is multiplied with
 *   there, or 0 for nothing; as far apart as the states.
 */
export function lstmCell(
  gates: usize,
  before: usize,
  after: usize,
  tangent: usize,
  hidden: usize,
  above: usize,
  mask: usize,
  width: i32,
  panels: i32,
  gatesPanelStride: i32,
  statePanelStride: i32,
  hiddenPanelStride: i32,
  abovePanelStride: i32,
): void {
  const size = <usize> width << 5;
  for (let panel: i32 = 0; panel < panels; panel++) {
    const enters = gates;
    const forgets = enters + size;
    const candidates = forgets + size;
    const leaves = candidates + size;
    for (let i: usize = 0; i < size; i += 16) {
      const enter = sigmoid(v128.load(enters + i));
      const forget = sigmoid(v128.load(forgets + i));
      const candidate = tanh(v128.load(candidates + i));
      const leave = sigmoid(v128.load(leaves + i));
      const state = madd(forget, v128.load(before + i), f32x4.mul(enter, candidate));
      const bent = tanh(state);
      const output = f32x4.mul(leave, bent);
      v128.store(enters + i, enter);
      v128.store(forgets + i, forget);
      v128.store(candidates + i, candidate);
      v128.store(leaves + i, leave);
      v128.store(after + i, state);
      v128.store(tangent + i, bent);
      v128.store(hidden + i, output);
      if (above) {
        v128.store(above + i, mask ? f32x4.mul(output, v128.load(mask + i)) : output);
      }
    }
    gates += bytes(gatesPanelStride);
    before += bytes(statePanelStride);
    after += bytes(statePanelStride);
    tangent += bytes(statePanelStride);
    hidden += bytes(hiddenPanelStride);
    if (above) above += bytes(abovePanelStride);
    if (mask) mask += bytes(statePanelStride);
  }
}

/**
 * Gradient of {@link lstmCell} at the gates before their activation. `stateGradient` is that of the new
 * state from later ticks and becomes that of the state before.
 *
 * @param gates Activated. @param hiddenGradient From the next tick. @param aboveGradient From above, or 0.
 * @param mask What it is multiplied with, or 0 for nothing.
 */
export function lstmCellGradient(
  gates: usize,
  before: usize,
  tangent: usize,
  hiddenGradient: usize,
  aboveGradient: usize,
  mask: usize,
  stateGradient: usize,
  gatesGradient: usize,
  width: i32,
  panels: i32,
  gatesPanelStride: i32,
  statePanelStride: i32,
  hiddenPanelStride: i32,
  abovePanelStride: i32,
): void {
  const size = <usize> width << 5;
  for (let panel: i32 = 0; panel < panels; panel++) {
    for (let i: usize = 0; i < size; i += 16) {
      const enter = v128.load(gates + i);
      const forget = v128.load(gates + size + i);
      const candidate = v128.load(gates + 2 * size + i);
      const leave = v128.load(gates + 3 * size + i);
      const bent = v128.load(tangent + i);
      let output = v128.load(hiddenGradient + i);
      if (aboveGradient) {
        const added = v128.load(aboveGradient + i);
        output = f32x4.add(output, mask ? f32x4.mul(added, v128.load(mask + i)) : added);
      }
      const bentGradient = f32x4.mul(output, leave);
      const state = madd(
        bentGradient,
        f32x4.sub(one(), f32x4.mul(bent, bent)),
        v128.load(stateGradient + i),
      );
      const entered = f32x4.mul(state, enter);
      const kept = f32x4.mul(state, forget);
      const left = f32x4.mul(bentGradient, bent);
      v128.store(stateGradient + i, kept);
      // The slope of a sigmoid is s (1 - s), that of a tangent 1 - t^2.
      v128.store(
        gatesGradient + i,
        f32x4.mul(f32x4.mul(entered, candidate), f32x4.sub(one(), enter)),
      );
      v128.store(
        gatesGradient + size + i,
        f32x4.mul(f32x4.mul(kept, v128.load(before + i)), f32x4.sub(one(), forget)),
      );
      v128.store(
        gatesGradient + 2 * size + i,
        f32x4.mul(entered, f32x4.sub(one(), f32x4.mul(candidate, candidate))),
      );
      v128.store(gatesGradient + 3 * size + i, f32x4.mul(left, f32x4.sub(one(), leave)));
    }
    gates += bytes(gatesPanelStride);
    before += bytes(statePanelStride);
    tangent += bytes(statePanelStride);
    hiddenGradient += bytes(hiddenPanelStride);
    if (aboveGradient) aboveGradient += bytes(abovePanelStride);
    if (mask) mask += bytes(statePanelStride);
    stateGradient += bytes(statePanelStride);
    gatesGradient += bytes(gatesPanelStride);
  }
}
