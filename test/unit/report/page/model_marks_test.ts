import { assertEquals } from "@std/assert";
import {
  markModels,
  modelsNamed,
  type PageModel,
} from "../../../../src/report/page/model_marks.ts";

const MODELS: readonly PageModel[] = [
  { model: "ctm", names: ["CTM"], colour: "#0072B2" },
  { model: "lstm", names: ["LSTM"], colour: "#D55E00" },
];

function marked(svg: string): (string | null)[] {
  return [...markModels(svg, MODELS).matchAll(/<(?:path|text|line)([^>]*)>/g)]
    .map(([, attributes]) => /data-model="([^"]*)"/.exec(attributes!)?.[1] ?? null);
}

Deno.test("markModels() knows a mark by its colour, its label or its text", () => {
  assertEquals(
    marked(
      `<path d="M0" fill="#0072B2"/><line stroke="#D55E00"/><path fill="#333333"/>` +
        `<path aria-label="CTM − LSTM: +1.20 pp" fill="#1F4E9E"/>` +
        `<path aria-label="ctm ticks=4: 80 %" fill="rgb(1,2,3)"/>` +
        `<text fill="#444">CTM − LSTM</text><text fill="#444">LSTM</text>`,
    ),
    ["ctm", "lstm", null, "ctm lstm", "ctm", "ctm lstm", "lstm"],
  );
});

Deno.test("markModels() leaves alone what only mentions a model", () => {
  assertEquals(
    marked(
      `<text fill="#111">CTM leads LSTM</text><text fill="#111">CTMs</text>` +
        `<path aria-label="8 ticks, 32 pairs: better than CTM" fill="#333"/>`,
    ),
    [null, null, null],
  );
});

Deno.test("markModels() changes nothing else", () => {
  const svg = `<g><path d="M0,0" fill="#0072B2"/><text x="1">CTM</text><rect width="3"/></g>`;
  assertEquals(markModels(svg, MODELS).replaceAll(/ data-model="[^"]*"/g, ""), svg);
});

Deno.test("modelsNamed() finds whole names only", () => {
  assertEquals(modelsNamed("CTM vs LSTM", MODELS), ["ctm", "lstm"]);
  assertEquals(modelsNamed("BiLSTM", MODELS), []);
  assertEquals(modelsNamed("lstm_2", MODELS), []);
});
