import { darkColour } from "../theme.ts";

/** A colour in an attribute of an SVG: `fill="#333333"`, `stroke="white"`. */
const COLOUR = /(fill|stroke|stop-color)="(#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|white|black)"/g;

/**
 * Replaces the colours of a drawing that have another one on a dark page by variables, so that the
 * drawing follows the page.
 *
 * @returns The drawing, and the colours replaced, to be declared by {@link colourVariables}.
 */
export function followTheme(svg: string): { readonly svg: string; readonly colours: string[] } {
  const colours = new Set<string>();
  const themed = svg.replaceAll(COLOUR, (attribute, name: string, value: string) => {
    const colour = sixDigits(value);
    if (darkColour(colour) === null) return attribute;
    colours.add(colour);
    return `${name}="${colourVariable(colour)}"`;
  });
  return { svg: themed, colours: [...colours] };
}

/** The variable that stands for a colour of a chart. */
export function colourVariable(colour: string): string {
  return `var(${variableName(sixDigits(colour))})`;
}

/** Declarations of the variables of `colours`, as they are or as they are on a dark page. */
export function colourVariables(colours: readonly string[], theme: "light" | "dark"): string {
  return [...new Set(colours.map(sixDigits))].sort().map((colour) => {
    const value = theme === "dark" ? darkColour(colour) ?? colour : colour;
    return `${variableName(colour)}:${value};`;
  }).join("");
}

function variableName(colour: string): string {
  return `--c-${colour.slice(1)}`;
}

function sixDigits(colour: string): string {
  if (colour === "white") return "#ffffff";
  if (colour === "black") return "#000000";
  const code = colour.toLowerCase();
  return code.length === 4 ? `#${[...code.slice(1)].map((digit) => digit + digit).join("")}` : code;
}
