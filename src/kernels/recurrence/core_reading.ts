import type { Host } from "../wasm/host.ts";
import { type Attention, createAttention } from "./attention.ts";
import { createMemory, type Memory } from "./attention_memory.ts";
import { packBatch, unpackBatch } from "./batch_rows.ts";
import type { InputInfos } from "./core_kernels.ts";
import { type CoreSource, inputName, type ReportCore } from "./core_source.ts";
import { passRows, type SavedRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows } from "./section.ts";

/** What the ticks of a core read, as one part: attention where they attend, given answers elsewhere. */
export interface CoreReading {
  /** Width of what a tick reads. */
  readonly width: number;
  /** Whether a tick asks. */
  asks(tick: number): boolean;
  /** Where what asks at a tick may be written, so that it need not be copied. */
  asking(pass: Pass, tick: number): Rows;
  prepare(pass: Pass): void;
  /**
   * Writes what a tick reads to `width` rows.
   *
   * @param asking What the query is made of, if the tick asks. Default what was written to
   *   {@link CoreReading.asking}.
   */
  forward(pass: Pass, tick: number, answer: Rows, asking?: Rows): void;
  begin(pass: Pass): void;
  /**
   * Takes the gradient of what a tick read; writes that of what asked, if it asked.
   *
   * @param names Inputs whose gradients are wanted.
   */
  backward(
    pass: Pass,
    tick: number,
    gradients: { readonly answer: Rows; readonly asking: Rows | null },
    names: ReadonlySet<string>,
  ): void;
  finish(pass: Pass, names: ReadonlySet<string>): void;
  /** Reports keys' and values' tokens once and the attention of every tick. */
  report(pass: Pass, report: ReportCore): void;
}

/** What a reading is made of. */
export interface CoreReadingOptions {
  readonly sources: readonly CoreSource[];
  readonly heads: number;
  /** Width of what asks. */
  readonly query: number;
  readonly dropRate: number;
  readonly inputs: InputInfos;
}

/** Creates the reading part of a core. */
export function createCoreReading(frame: Frame, options: CoreReadingOptions): CoreReading {
  const { sources, inputs } = options;
  const { host, panels } = frame;
  const looking = sources.some(({ kind }) => kind === "map") ? openEyes(frame, options) : null;
  const width = looking?.memory.width ?? inputs["given.0"]!.shape[1]!;
  const givenGradients = new Map<string, SavedRows>();
  for (const source of sources) {
    const name = inputName(source);
    if (source.kind === "map" || givenGradients.has(name)) continue;
    givenGradients.set(name, passRows(frame, { rows: width }));
  }

  return {
    width,
    asks: (tick) => sources[tick]!.kind === "map",
    asking: (pass, tick) => looking!.attention.asking(pass, tick),
    prepare(pass) {
      if (looking === null) return;
      looking.memory.prepare(pass);
      looking.attention.prepare(pass);
      looking.memory.forward(pass, looking.names.map((name) => pass.parameter(name)));
    },
    forward(pass, tick, answer, asking) {
      const source = sources[tick]!;
      if (source.kind === "map") {
        const { attention } = looking!;
        attention.forward(pass, tick, asking ?? attention.asking(pass, tick), answer);
        return;
      }
      const address = pass.parameter(inputName(source));
      packBatch(frame, { address, panels: answer, rows: width });
    },
    begin(pass) {
      looking?.memory.begin(pass);
      looking?.attention.begin(pass);
      for (const rows of givenGradients.values()) {
        const { address, panelStride } = rows.at(pass);
        host.kernels.clear(address, panels * panelStride);
      }
    },
    backward(pass, tick, { answer, asking }, names) {
      const source = sources[tick]!;
      if (source.kind === "map") {
        looking!.attention.backward(pass, tick, answer, asking!);
        return;
      }
      const name = inputName(source);
      if (!names.has(name)) return;
      const to = givenGradients.get(name)!.at(pass);
      for (let panel = 0; panel < panels; panel++) {
        host.kernels.addTo(
          answer.address + FLOAT * panel * answer.panelStride,
          to.address + FLOAT * panel * to.panelStride,
          width * PANEL,
        );
      }
    },
    finish(pass, names) {
      if (looking !== null) {
        looking.attention.finish(pass);
        looking.memory.finish(pass);
        if (names.has(looking.names[0]!)) {
          looking.memory.featureGradients(
            pass,
            looking.names.map((name) => pass.gradient(name)),
          );
        }
      }
      for (const [name, rows] of givenGradients) {
        if (!names.has(name)) continue;
        unpackBatch(frame, { address: pass.gradient(name), panels: rows.at(pass), rows: width });
      }
    },
    report(pass, report) {
      if (looking !== null) reportLooks(frame, looking, { pass, report, heads: options.heads });
    },
  };
}

/** What sees maps: their keys and values, and attention to them. */
interface Eyes {
  readonly memory: Memory;
  readonly attention: Attention;
  /** Names of the maps. */
  readonly names: readonly string[];
}

/** @throws {RangeError} If ticks with attention do not come first, map by map. */
function openEyes(
  frame: Frame,
  { sources, heads, query, dropRate, inputs }: CoreReadingOptions,
): Eyes {
  const reads: number[] = [];
  sources.forEach(({ kind, index }, tick) => {
    if (kind === "given") return;
    if (tick !== reads.reduce((a, b) => a + b, 0) || index < reads.length - 1) {
      throw new RangeError("A core reads maps in their order, before given answers");
    }
    while (reads.length <= index) reads.push(0);
    reads[index]!++;
  });
  const names = reads.map((_, index) => inputName({ kind: "map", index }));
  const [, tokens, channels] = inputs[names[0]!]!.shape as [number, number, number];
  const width = inputs["keyValue.linear.weight"]!.shape[1]!;
  const memory = createMemory(frame, { tokens, channels, width, reads });
  return { memory, names, attention: createAttention(frame, { memory, heads, query, dropRate }) };
}

function reportLooks(
  { host, batch }: Frame,
  { memory, attention }: Eyes,
  { pass, report, heads }: {
    readonly pass: Pass;
    readonly report: ReportCore;
    readonly heads: number;
  },
): void {
  const { tokens, width } = memory;
  const read = (count: number, write: (address: number) => void) =>
    host.scratch(count, (address) => {
      write(address);
      return host.floats(address, count).slice();
    });
  memory.reads.forEach((_, image) => {
    const values = read(
      batch * tokens * width,
      (address) => memory.readTokens(pass, image, address),
    );
    report("keyValue", 0, values, [batch, tokens, width]);
  });
  const ticks = memory.reads.reduce((a, b) => a + b, 0);
  for (let tick = 0; tick < ticks; tick++) {
    const values = read(
      batch * heads * tokens,
      (address) => attention.readWeights(pass, tick, address),
    );
    report("attention", tick + 1, values, [batch * heads, 1, tokens]);
  }
}

/** Reads rows as `[batch, count]`, row-major, wherever they lie. */
export function readRows(
  host: Host,
  { rows, count, batch }: { readonly rows: Rows; readonly count: number; readonly batch: number },
): Float32Array {
  const values = new Float32Array(batch * count);
  for (let row = 0; row < count; row++) {
    for (let example = 0; example < batch; example++) {
      const panel = Math.floor(example / PANEL);
      const offset = panel * rows.panelStride + row * rows.rowStride + example % PANEL;
      values[example * count + row] = host.floats(rows.address + FLOAT * offset, 1)[0]!;
    }
  }
  return values;
}
