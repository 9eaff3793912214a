import type { Config } from "vega-lite";
import type { Verdict } from "../analysis/comparison.ts";
import type { Plan } from "../spec/mod.ts";

/** The shipped typeface. */
export const FONT_FAMILY = "Inter";

/** Text and line colours shared by charts and the page. */
export const INK = {
  strong: "#111111",
  text: "#333333",
  faint: "#6b6b6b",
  rule: "#999999",
  grid: "#e8e8e8",
  context: "#cfcfcf",
  empty: "#efefef",
  zone: "#e9f3ee",
  warning: "#8a5a00",
} as const;

// Okabe & Ito 2008, readable with every common colour vision.
const MODEL_COLOURS: { readonly [model: string]: string } = {
  ctm: "#0072B2",
  lstm: "#D55E00",
  cnn: "#009E73",
};
const FURTHER_COLOURS = ["#CC79A7", "#E69F00", "#56B4E9", "#000000"] as const;

/**
 * The colour of a model, the same in every chart: fixed for the CTM, the LSTM and the CNN, by order
 * in the study for further models.
 */
export function modelColour(plan: Plan, model: string): string {
  const fixed = MODEL_COLOURS[model];
  if (fixed !== undefined) return fixed;
  const further = plan.sweep.models.map((choice) => choice.name).filter((name) =>
    MODEL_COLOURS[name] === undefined
  );
  const position = Math.max(0, further.indexOf(model)) % FURTHER_COLOURS.length;
  return FURTHER_COLOURS[position]!;
}

/** Verdicts in reading order, with colours that no model has, and shapes for those who see none. */
export const VERDICT_LOOKS: {
  readonly [verdict in Verdict]: { readonly colour: string; readonly shape: string };
} = {
  leads: { colour: "#1F4E9E", shape: "triangle-right" },
  matches: { colour: "#6F4C9B", shape: "diamond" },
  trails: { colour: "#A50F37", shape: "triangle-left" },
  inconclusive: { colour: "#8C8C8C", shape: "circle" },
};

/** The look of every chart. */
export const THEME: Config = {
  font: FONT_FAMILY,
  background: "white",
  padding: 12,
  view: { stroke: null },
  title: {
    fontSize: 15,
    fontWeight: 600,
    anchor: "start",
    color: INK.strong,
    subtitleFontSize: 11.5,
    subtitleColor: "#555555",
    subtitlePadding: 4,
    subtitleLineHeight: 15,
    offset: 14,
  },
  axis: {
    labelFontSize: 11,
    labelColor: "#444444",
    labelPadding: 4,
    titleFontSize: 11.5,
    titleFontWeight: 400,
    titleColor: INK.text,
    titlePadding: 8,
    gridColor: INK.grid,
    domainColor: INK.rule,
    tickColor: INK.rule,
    tickSize: 4,
  },
  axisX: { grid: false },
  // The title of a vertical axis stands level above it: turned text is hard to read.
  axisY: {
    domain: false,
    ticks: false,
    titleAngle: 0,
    titleAlign: "left",
    titleAnchor: "end",
    titleBaseline: "bottom",
    titleX: -30,
    titleY: -10,
  },
  header: { labelFontSize: 12, labelFontWeight: 600, titleFontSize: 12 },
  legend: { labelFontSize: 11, titleFontSize: 11.5, titleFontWeight: 600 },
  text: { fontSize: 11, color: INK.text },
  // Only marks that describe themselves in words are labelled for screen readers and tooltips.
  mark: { aria: false },
};
