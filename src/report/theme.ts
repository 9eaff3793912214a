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

/** Text upon a coloured cell, which stays as it is where the page is dark: the cell does too. */
export const ON_COLOUR = { bright: "#101010", dark: "#fefefe" } as const;

/** The page where it is dark: what white and black become. */
const DARK = { page: 0x18, ink: 0xee } as const;

/** Colours that would be too dark on a dark page, with the ones that stand in for them there. */
const ON_DARK: { readonly [colour: string]: string } = {
  "#0072b2": "#4fa8e0",
  "#d55e00": "#f58a3c",
  "#009e73": "#34c799",
  "#cc79a7": "#e09ac2",
  "#56b4e9": "#9bd8ff",
  "#1f4e9e": "#82a9f2",
  "#6f4c9b": "#b99ce2",
  "#a50f37": "#f2728f",
  "#8c8c8c": "#a5a5a5",
  [INK.zone]: "#203229",
  [INK.warning]: "#e0ad4f",
  [ON_COLOUR.bright]: ON_COLOUR.bright,
  [ON_COLOUR.dark]: ON_COLOUR.dark,
};

/**
 * What a colour of a chart becomes on a dark page. Greys are turned over, so that text, rules and
 * backgrounds keep their contrast.
 *
 * @param colour Six hexadecimal digits after `#`.
 * @returns `null` for a colour that stays as it is, such as one of a scale.
 */
export function darkColour(colour: string): string | null {
  const code = colour.toLowerCase();
  const known = ON_DARK[code];
  if (known !== undefined) return known === code ? null : known;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(code.slice(at, at + 2), 16));
  if (red !== green || green !== blue) return null;
  const turned = Math.round(DARK.page + (DARK.ink - DARK.page) * (1 - red! / 255));
  return `#${turned.toString(16).padStart(2, "0").repeat(3)}`;
}

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
