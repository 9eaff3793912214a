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
import { createLinear } from "./linear.ts";
import { createLstmCells } from "./lstm_cells.ts";
import { LSTM_CORE, type LstmCoreOptions } from "./lstm_core_operation.ts";
import { passRows, type SavedRows } from "./saved_rows.ts";

/** The kernels of {@link lstmCore}. */
export const lstmCoreKernels: MakeKernels = (host) => coreKernels(LSTM_CORE, host, createLstmCore);

/** The core of the LSTM baseline: the top layer's hidden state asks, and is what predictions are made of. */
function createLstmCore(options: LstmCoreOptions, setting: CoreSetting): LaidOutCore {
  const { width, layers, sources, answers, mask, report } = options;
  const dropRate = mask === null ? 0 : options.dropRate;
  const batch = batchOf(setting.inputs);
  const frame = createFrame(setting, { batch, ticks: sources.length });
  const { host, panels, ticks } = frame;
  const { kernels } = host;
  const reading = createCoreReading(frame, {
    sources,
    heads: options.heads,
    query: width,
    dropRate,
    inputs: setting.inputs,
  });
  const cells = createLstmCells(frame, { inputs: reading.width, width, layers, dropRate });
  const projection = createLinear(frame, {
    weight: "output.weight",
    bias: "output.bias",
    inputs: width,
    outputs: answers,
  });
  const sections = [reading, cells, projection];
  const predictions = reservePredictions(frame, answers);
  const hiddenGradient = passRows(frame, { rows: width });
  const askingGradient = passRows(frame, { rows: width });
  const hiddenAfter: SavedRows = { at: (pass, tick = 0) => cells.hidden(pass, tick + 1) };

  return {
    ...{ batch, ticks, answers, mask, kept: frame.kept, passing: frame.passing },
    ...predictions,
    forward(pass) {
      for (const section of sections) section.prepare(pass);
      mark("other");
      for (let tick = 0; tick < ticks; tick++) {
        const input = cells.input(pass, tick);
        reading.forward(pass, tick, input, cells.hidden(pass, tick));
        cells.forward(pass, tick, input);
        projection.forward(
          pass,
          hiddenAfter.at(pass, tick),
          predictions.predictions.at(pass, tick),
        );
        mark("predictions forward", projection.flops);
      }
    },
    backward(pass, names) {
      for (const section of sections) section.begin(pass);
      mark("other");
      for (let tick = ticks - 1; tick >= 0; tick--) {
        const hidden = hiddenGradient.at(pass);
        const asking = askingGradient.at(pass);
        projection.backward(pass, predictions.predictionGradients.at(pass, tick), hidden);
        if (tick + 1 < ticks && reading.asks(tick + 1)) {
          kernels.addPanelRows(
            asking.address,
            asking.panelStride,
            asking.rowStride,
            hidden.address,
            hidden.panelStride,
            width,
            panels,
          );
        }
        mark("predictions backward", projection.flops);
        const answer = cells.backward(pass, tick, hidden);
        reading.backward(pass, tick, { answer, asking }, names);
      }
      if (reading.asks(0)) cells.backwardStart(pass, askingGradient.at(pass));
      projection.finish(pass, {
        x: hiddenAfter,
        yGradient: predictions.predictionGradients,
        ticks,
      });
      mark("weights of predictions backward", ticks * projection.flops);
      cells.finish(pass);
      reading.finish(pass, names);
    },
    report(pass) {
      if (report === null) return;
      reading.report(pass, report);
      for (let tick = 0; tick < ticks; tick++) {
        const rows = hiddenAfter.at(pass, tick);
        const values = readRows(host, { rows, count: width, batch });
        report("postActivations", tick + 1, values, [batch, width]);
      }
    },
  };
}
