import type { MakeKernels } from "../install.ts";
import { mark } from "../profile.ts";
import {
  batchOf,
  coreKernels,
  type CoreSetting,
  createFrame,
  type LaidOutCore,
  reservePredictions,
} from "./core_kernels.ts";
import { createCoreReading, readRows } from "./core_reading.ts";
import { CTM_CORE, type CtmCoreOptions } from "./ctm_core_operation.ts";
import { createLinear } from "./linear.ts";
import { createNeuronLevelModels } from "./neuron_level_model.ts";
import { keepRows, passRows, type SavedRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows } from "./section.ts";
import { createSynapse } from "./synapse.ts";
import { createSynchronisation } from "./synchronisation.ts";

/** The kernels of {@link ctmCore}. */
export const ctmCoreKernels: MakeKernels = (host) => coreKernels(CTM_CORE, host, createCtmCore);

/** A CTM's core. One tick after the other, as the authors' code has them. */
function createCtmCore(options: CtmCoreOptions, setting: CoreSetting): LaidOutCore {
  const { neurons, memoryLength, sources, pairs, answers, mask, report } = options;
  const dropRate = mask === null ? 0 : options.dropRate;
  const batch = batchOf(setting.inputs);
  const frame = createFrame(setting, { batch, ticks: sources.length });
  const { host, panels, ticks } = frame;
  const { kernels } = host;
  const reading = createCoreReading(frame, {
    sources,
    heads: options.heads,
    query: pairs.action.left.length,
    dropRate,
    inputs: setting.inputs,
  });
  const { width } = reading;
  const synapse = createSynapse(frame, {
    inputs: width + neurons,
    neurons,
    depth: options.synapseDepth,
    dropRate,
  });
  const nlm = createNeuronLevelModels(frame, {
    neurons,
    memory: memoryLength,
    width: options.nlmWidth,
    deep: options.deepNlm,
    norm: options.nlmNorm,
    dropRate: mask === null ? 0 : options.nlmDropRate,
  });
  const output = createSynchronisation(frame, {
    pairs: pairs.output,
    decay: "decay.output",
    clipped: options.clipsDecay,
  });
  const asks = sources.filter(({ kind }) => kind === "map").length;
  // Nobody reads the action after the last tick that asks, except who observes it.
  const acting = asks === 0 ? 0 : report === null ? asks : ticks;
  const action = acting === 0 ? null : createSynchronisation(frame, {
    pairs: pairs.action,
    decay: acting === 1 ? null : "decay.action",
    clipped: options.clipsDecay,
    ticks: acting - 1,
  });
  const unread = keepRows(frame, { rows: action?.entries ?? 0, ticks: acting - asks });
  const acted = (pass: Pass, tick: number) =>
    tick < asks ? reading.asking(pass, tick) : unread.at(pass, tick - asks);
  const projection = createLinear(frame, {
    weight: "output.weight",
    bias: "output.bias",
    inputs: output.entries,
    outputs: answers,
  });
  const sections = [synapse, nlm, output, projection];

  const inputs = createSynapseInputs(frame, { width, neurons });
  const history = createHistory(frame, { neurons, memory: memoryLength });
  const read = keepRows(frame, { rows: output.entries, ticks });
  const predictions = reservePredictions(frame, answers);
  const readGradient = passRows(frame, { rows: output.entries });
  const askingGradient = action === null ? null : passRows(frame, { rows: action.entries });

  return {
    ...{ batch, ticks, answers, mask, kept: frame.kept, passing: frame.passing },
    ...predictions,
    forward(pass) {
      reading.prepare(pass);
      action?.prepare(pass);
      for (const section of sections) section.prepare(pass);
      const start = inputs.postActivations(pass, 0);
      kernels.repeatRows(
        pass.parameter("start.postActivation"),
        start.address,
        neurons,
        panels,
        start.panelStride,
        start.rowStride,
      );
      history.start(pass);
      mark("other");
      output.start(pass, start, null);
      action?.start(pass, start, reading.asking(pass, 0));
      for (let tick = 0; tick < ticks; tick++) {
        reading.forward(pass, tick, inputs.answer(pass, tick));
        synapse.forward(pass, tick, inputs.all(pass, tick), history.row(pass, tick));
        const postActivations = inputs.postActivations(pass, tick + 1);
        nlm.forward(pass, tick, history.values(pass), postActivations);
        output.add(pass, tick, postActivations, read.at(pass, tick));
        if (tick + 1 < acting) {
          action!.add(pass, tick, postActivations, acted(pass, tick + 1));
        }
        projection.forward(pass, read.at(pass, tick), predictions.predictions.at(pass, tick));
        mark("predictions forward", projection.flops);
      }
    },
    backward(pass, names) {
      reading.begin(pass);
      action?.begin(pass);
      for (const section of sections) section.begin(pass);
      history.clearGradient(pass);
      inputs.clearGradient(pass, ticks);
      mark("other");
      for (let tick = ticks - 1; tick >= 0; tick--) {
        const outGradient = readGradient.at(pass);
        projection.backward(pass, predictions.predictionGradients.at(pass, tick), outGradient);
        mark("predictions backward", projection.flops);
        const after = {
          postActivations: inputs.postActivations(pass, tick + 1),
          gradient: inputs.postActivationGradient(pass, tick + 1),
        };
        output.backward(pass, tick, { ...after, outGradient });
        nlm.backward(pass, tick, after.gradient, history.gradient(pass));
        synapse.backward(pass, tick, history.gradientRow(pass, tick), inputs.gradient(pass, tick));
        const asking = askingGradient?.at(pass) ?? null;
        reading.backward(pass, tick, { answer: inputs.answerGradient(pass, tick), asking }, names);
        if (tick >= asks) continue;
        const before = {
          postActivations: inputs.postActivations(pass, tick),
          gradient: inputs.postActivationGradient(pass, tick),
          outGradient: asking,
        };
        if (tick > 0) action!.backward(pass, tick - 1, before);
        else action!.backwardStart(pass, before);
      }
      const startGradient = inputs.postActivationGradient(pass, 0);
      output.backwardStart(pass, {
        postActivations: inputs.postActivations(pass, 0),
        gradient: startGradient,
        outGradient: null,
      });
      kernels.sumOverExamples(
        startGradient.address,
        pass.gradient("start.postActivation"),
        neurons,
        1,
        panels,
        0,
        startGradient.panelStride,
        startGradient.rowStride,
        0,
      );
      history.finish(pass);
      mark("other");
      projection.finish(pass, { x: read, yGradient: predictions.predictionGradients, ticks });
      mark("weights of predictions backward", ticks * projection.flops);
      synapse.finish(pass, inputs.saved);
      nlm.finish(pass, history.values(pass));
      output.finish(pass);
      if (names.has("decay.action")) action?.finish(pass);
      reading.finish(pass, names);
    },
    report(pass) {
      if (report === null) return;
      reading.report(pass, report);
      for (let tick = 0; tick < ticks; tick++) {
        const at = (name: string, rows: Rows, count: number) =>
          report(name, tick + 1, readRows(host, { rows, count, batch }), [batch, count]);
        if (tick < acting) at("synchronisationAction", acted(pass, tick), action!.entries);
        at("preActivations", history.row(pass, tick), neurons);
        at("postActivations", inputs.postActivations(pass, tick + 1), neurons);
        at("synchronisationOutput", read.at(pass, tick), output.entries);
      }
    },
  };
}

/** What the synapse model reads at every tick: what was read first, then the post-activations. */
function createSynapseInputs(
  frame: Frame,
  { width, neurons }: { readonly width: number; readonly neurons: number },
) {
  const { host, panels, ticks, training } = frame;
  const size = { rows: width + neurons, ticks: ticks + 1 };
  // Without training two ticks take turns: one is read while the other is written.
  const kept = passRows({ ...frame, passing: frame.kept }, {
    ...size,
    ticks: training ? ticks + 1 : 2,
  });
  const gradients = passRows(frame, size);
  const all = (pass: Pass, tick = 0, row = 0) =>
    kept.at({ ...pass, passing: pass.kept }, training ? tick : tick % 2, row);
  const saved: SavedRows = { at: all };
  return {
    saved,
    all,
    answer: (pass: Pass, tick: number): Rows => all(pass, tick),
    postActivations: (pass: Pass, tick: number): Rows => all(pass, tick, width),
    gradient: (pass: Pass, tick: number): Rows => gradients.at(pass, tick),
    answerGradient: (pass: Pass, tick: number): Rows => gradients.at(pass, tick),
    postActivationGradient: (pass: Pass, tick: number): Rows => gradients.at(pass, tick, width),
    clearGradient(pass: Pass, tick: number) {
      const { address, panelStride } = gradients.at(pass, tick);
      host.kernels.clear(address, panels * panelStride);
    },
  };
}

/**
 * Histories of pre-activations, `[neurons][panels][memory + ticks][8]`: a neuron's window is a block
 * that slides by one row a tick, so nothing is ever moved.
 */
function createHistory(
  frame: Frame,
  { neurons, memory }: { readonly neurons: number; readonly memory: number },
) {
  const { host, panels, ticks } = frame;
  const { kernels } = host;
  const panelStride = (memory + ticks + 4) * PANEL;
  const neuronStride = panels * panelStride;
  const kept = frame.kept.reserve(neurons * neuronStride);
  const passing = frame.passing.reserve(neurons * neuronStride);
  const block = (address: number) => ({ address, panelStride, neuronStride });
  const rowOf = (address: number, tick: number): Rows => ({
    address: address + FLOAT * (memory + tick) * PANEL,
    panelStride,
    rowStride: neuronStride,
  });
  return {
    values: (pass: Pass) => block(pass.kept(kept)),
    gradient: (pass: Pass) => block(pass.passing(passing)),
    /** The pre-activations of a tick, one row a neuron. */
    row: (pass: Pass, tick: number) => rowOf(pass.kept(kept), tick),
    gradientRow: (pass: Pass, tick: number) => rowOf(pass.passing(passing), tick),
    /** Writes the learned start. */
    start(pass: Pass) {
      for (let neuron = 0; neuron < neurons; neuron++) {
        kernels.repeatRows(
          pass.parameter("start.history") + FLOAT * neuron * memory,
          pass.kept(kept) + FLOAT * neuron * neuronStride,
          memory,
          panels,
          panelStride,
          PANEL,
        );
      }
    },
    clearGradient: (pass: Pass) => kernels.clear(pass.passing(passing), neurons * neuronStride),
    /** The gradient of the learned start. */
    finish(pass: Pass) {
      for (let neuron = 0; neuron < neurons; neuron++) {
        kernels.sumOverExamples(
          pass.passing(passing) + FLOAT * neuron * neuronStride,
          pass.gradient("start.history") + FLOAT * neuron * memory,
          memory,
          1,
          panels,
          0,
          panelStride,
          PANEL,
          0,
        );
      }
    },
  };
}
