// Multi-head attention with one query per example, on panels. Tokens are panels of their own,
// `[panel][token][row][8]`; weights are `[panel][head][token][8]`.
import { bytes, exponential, madd, one } from "./vector";

/** Bytes of one row of a panel. */
const ROW: usize = 32;

/**
 * Products of each head's part of a query with that of each token: `out[panel][head][token] = factor *
 * sum over the head's rows of query[panel][row] * tokens[panel][token][row]`.
 */
export function attentionScores(
  query: usize,
  tokens: usize,
  out: usize,
  panels: i32,
  heads: i32,
  headWidth: i32,
  count: i32,
  queryPanelStride: i32,
  tokenStride: i32,
  outPanelStride: i32,
  factor: f32,
): void {
  const factors = f32x4.splat(factor);
  const token = bytes(tokenStride);
  const head = <usize> count * ROW;
  const width = <usize> headWidth * ROW;
  const tiled = count & ~3;
  for (let panel: i32 = 0; panel < panels; panel++) {
    // All heads of four tokens, so that the tokens are read from front to back.
    let first = tokens;
    let to = out;
    let n: i32 = 0;
    for (; n < tiled; n += 4) {
      let q = query;
      let k0 = first;
      let k1 = k0 + token;
      let k2 = k1 + token;
      let k3 = k2 + token;
      let p = to;
      for (let h: i32 = 0; h < heads; h++) {
        let low0 = f32x4.splat(0), low1 = low0, low2 = low0, low3 = low0;
        let high0 = low0, high1 = low0, high2 = low0, high3 = low0;
        const end = q + width;
        while (q < end) {
          const low = v128.load(q);
          const high = v128.load(q, 16);
          low0 = madd(low, v128.load(k0), low0);
          high0 = madd(high, v128.load(k0, 16), high0);
          low1 = madd(low, v128.load(k1), low1);
          high1 = madd(high, v128.load(k1, 16), high1);
          low2 = madd(low, v128.load(k2), low2);
          high2 = madd(high, v128.load(k2, 16), high2);
          low3 = madd(low, v128.load(k3), low3);
          high3 = madd(high, v128.load(k3, 16), high3);
          q += ROW;
          k0 += ROW;
          k1 += ROW;
          k2 += ROW;
          k3 += ROW;
        }
        v128.store(p, f32x4.mul(low0, factors));
        v128.store(p, f32x4.mul(high0, factors), 16);
        v128.store(p, f32x4.mul(low1, factors), 32);
        v128.store(p, f32x4.mul(high1, factors), 48);
        v128.store(p, f32x4.mul(low2, factors), 64);
        v128.store(p, f32x4.mul(high2, factors), 80);
        v128.store(p, f32x4.mul(low3, factors), 96);
        v128.store(p, f32x4.mul(high3, factors), 112);
        p += head;
      }
      first += token << 2;
      to += ROW << 2;
    }
    for (; n < count; n++) {
      let q = query;
      let k = first;
      let p = to;
      for (let h: i32 = 0; h < heads; h++) {
        let sumLow = f32x4.splat(0);
        let sumHigh = f32x4.splat(0);
        const end = q + width;
        while (q < end) {
          sumLow = madd(v128.load(q), v128.load(k), sumLow);
          sumHigh = madd(v128.load(q, 16), v128.load(k, 16), sumHigh);
          q += ROW;
          k += ROW;
        }
        v128.store(p, f32x4.mul(sumLow, factors));
        v128.store(p, f32x4.mul(sumHigh, factors), 16);
        p += head;
      }
      first += token;
      to += ROW;
    }
    query += bytes(queryPanelStride);
    tokens += token * <usize> count;
    out += bytes(outPanelStride);
  }
}

/**
 * Sums of tokens, weighted for each head: `out[panel][row] = sum over tokens of
 * weights[panel][head of the row][token] * tokens[panel][token][row]`.
 * Reads up to three rows beyond the last, which must lie inside the memory.
 */
export function attentionMix(
  weights: usize,
  tokens: usize,
  out: usize,
  panels: i32,
  heads: i32,
  headWidth: i32,
  count: i32,
  weightsPanelStride: i32,
  tokenStride: i32,
  outPanelStride: i32,
): void {
  const token = bytes(tokenStride);
  const head = <usize> count * ROW;
  for (let panel: i32 = 0; panel < panels; panel++) {
    let w = weights;
    let from = tokens;
    let to = out;
    for (let h: i32 = 0; h < heads; h++) {
      const end = w + head;
      for (let row: i32 = 0; row < headWidth; row += 4) {
        let low0 = f32x4.splat(0), low1 = low0, low2 = low0, low3 = low0;
        let high0 = low0, high1 = low0, high2 = low0, high3 = low0;
        let v = from;
        for (let p = w; p < end; p += ROW) {
          const low = v128.load(p);
          const high = v128.load(p, 16);
          low0 = madd(low, v128.load(v), low0);
          high0 = madd(high, v128.load(v, 16), high0);
          low1 = madd(low, v128.load(v, 32), low1);
          high1 = madd(high, v128.load(v, 48), high1);
          low2 = madd(low, v128.load(v, 64), low2);
          high2 = madd(high, v128.load(v, 80), high2);
          low3 = madd(low, v128.load(v, 96), low3);
          high3 = madd(high, v128.load(v, 112), high3);
          v += token;
        }
        const left = headWidth - row;
        v128.store(to, low0);
        v128.store(to, high0, 16);
        if (left > 1) {
          v128.store(to, low1, 32);
          v128.store(to, high1, 48);
        }
        if (left > 2) {
          v128.store(to, low2, 64);
          v128.store(to, high2, 80);
        }
        if (left > 3) {
          v128.store(to, low3, 96);
          v128.store(to, high3, 112);
        }
        const done = <usize> min<i32>(left, 4) * ROW;
        to += done;
        from += done;
      }
      w = end;
    }
    weights += bytes(weightsPanelStride);
    tokens += token * <usize> count;
    out += bytes(outPanelStride);
  }
}

/** Scores to weights that sum to 1 over the tokens of each head, in place. */
export function attentionSoftmax(
  scores: usize,
  panels: i32,
  heads: i32,
  count: i32,
  panelStride: i32,
): void {
  for (let panel: i32 = 0; panel < panels; panel++) {
    let start = scores;
    for (let h: i32 = 0; h < heads; h++) {
      const end = start + <usize> count * ROW;
      let lowTop = v128.load(start);
      let highTop = v128.load(start, 16);
      for (let p = start + ROW; p < end; p += ROW) {
        lowTop = f32x4.pmax(lowTop, v128.load(p));
        highTop = f32x4.pmax(highTop, v128.load(p, 16));
      }
      let lowSum = f32x4.splat(0);
      let highSum = f32x4.splat(0);
      for (let p = start; p < end; p += ROW) {
        const low = exponential(f32x4.sub(v128.load(p), lowTop));
        const high = exponential(f32x4.sub(v128.load(p, 16), highTop));
        v128.store(p, low);
        v128.store(p, high, 16);
        lowSum = f32x4.add(lowSum, low);
        highSum = f32x4.add(highSum, high);
      }
      const lowShare = f32x4.div(one(), lowSum);
      const highShare = f32x4.div(one(), highSum);
      for (let p = start; p < end; p += ROW) {
        v128.store(p, f32x4.mul(v128.load(p), lowShare));
        v128.store(p, f32x4.mul(v128.load(p, 16), highShare), 16);
      }
      start = end;
    }
    scores += bytes(panelStride);
  }
}

/**
 * Gradient of the scores, in place of that of the weights that mixed the tokens:
 * `factor * (mixed * g - weights * sum over tokens of mixed * g)`, where `mixed` is the weights times
 * their mask of dropout, or the weights themselves.
 */
export function attentionSoftmaxGradient(
  weights: usize,
  mixed: usize,
  gradient: usize,
  panels: i32,
  heads: i32,
  count: i32,
  weightsPanelStride: i32,
  gradientPanelStride: i32,
  factor: f32,
): void {
  const factors = f32x4.splat(factor);
  for (let panel: i32 = 0; panel < panels; panel++) {
    let g = gradient;
    let w = weights;
    let m = mixed;
    for (let h: i32 = 0; h < heads; h++) {
      const end = g + <usize> count * ROW;
      let lowSum = f32x4.splat(0);
      let highSum = f32x4.splat(0);
      for (let p = g; p < end; p += ROW, m += ROW) {
        const low = f32x4.mul(v128.load(m), v128.load(p));
        const high = f32x4.mul(v128.load(m, 16), v128.load(p, 16));
        v128.store(p, low);
        v128.store(p, high, 16);
        lowSum = f32x4.add(lowSum, low);
        highSum = f32x4.add(highSum, high);
      }
      for (; g < end; g += ROW, w += ROW) {
        const low = f32x4.sub(v128.load(g), f32x4.mul(v128.load(w), lowSum));
        const high = f32x4.sub(v128.load(g, 16), f32x4.mul(v128.load(w, 16), highSum));
        v128.store(g, f32x4.mul(low, factors));
        v128.store(g, f32x4.mul(high, factors), 16);
      }
    }
    gradient += bytes(gradientPanelStride);
    weights += bytes(weightsPanelStride);
    mixed += bytes(weightsPanelStride);
  }
}

/**
 * Gradient of the tokens, over all ticks at once: `out[panel][token][row] = sum over ticks of
 * weights[tick][panel][head of the row][token] * x[tick][panel][row]`.
 * Reads up to three rows beyond the last, which must lie inside the memory.
 */
export function attentionTokensGradient(
  weights: usize,
  x: usize,
  out: usize,
  ticks: i32,
  panels: i32,
  heads: i32,
  headWidth: i32,
  count: i32,
  weightsTickStride: i32,
  weightsPanelStride: i32,
  xTickStride: i32,
  xPanelStride: i32,
  tokenStride: i32,
): void {
  const token = bytes(tokenStride);
  const weightsTick = bytes(weightsTickStride);
  const xTick = bytes(xTickStride);
  for (let panel: i32 = 0; panel < panels; panel++) {
    for (let n: i32 = 0; n < count; n += 2) {
      // The last of an odd number is computed twice and stored once.
      const step: usize = count - n > 1 ? ROW : 0;
      const next: usize = count - n > 1 ? token : 0;
      let w = weights + <usize> n * ROW;
      let from = x;
      let to = out + token * <usize> n;
      for (let h: i32 = 0; h < heads; h++) {
        for (let row: i32 = 0; row < headWidth; row += 4) {
          const left = headWidth - row;
          for (let half: usize = 0; half < ROW; half += 16) {
            let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
            let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            let p = w + half;
            let q = from + half;
            for (let tick: i32 = 0; tick < ticks; tick++) {
              const a = v128.load(p);
              const b = v128.load(p + step);
              const x0 = v128.load(q);
              const x1 = v128.load(q, 32);
              const x2 = v128.load(q, 64);
              const x3 = v128.load(q, 96);
              a0 = madd(a, x0, a0);
              a1 = madd(a, x1, a1);
              a2 = madd(a, x2, a2);
              a3 = madd(a, x3, a3);
              b0 = madd(b, x0, b0);
              b1 = madd(b, x1, b1);
              b2 = madd(b, x2, b2);
              b3 = madd(b, x3, b3);
              p += weightsTick;
              q += xTick;
            }
            const s = to + half;
            v128.store(s, a0);
            v128.store(s + next, b0);
            if (left > 1) {
              v128.store(s, a1, 32);
              v128.store(s + next, b1, 32);
            }
            if (left > 2) {
              v128.store(s, a2, 64);
              v128.store(s + next, b2, 64);
            }
            if (left > 3) {
              v128.store(s, a3, 96);
              v128.store(s + next, b3, 96);
            }
          }
          const done = <usize> min<i32>(left, 4) * ROW;
          from += done;
          to += done;
        }
        w += <usize> count * ROW;
      }
    }
    weights += bytes(weightsPanelStride);
    x += bytes(xPanelStride);
    out += token * <usize> count;
  }
}
