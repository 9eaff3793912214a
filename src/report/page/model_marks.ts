import { escapeHtml } from "../escape_html.ts";

/** A model of the study as charts and tables call and colour it. */
export interface PageModel {
  /** Name in the catalog: `ctm`. */
  readonly model: string;
  /** Names in prose and labels: `CTM`, and the label of its trial. */
  readonly names: readonly string[];
  readonly colour: string;
}

const MARK = /<(path|line|rect|circle|text)\b([^>]*?)(\/?)>(?:([^<]*)<\/text>)?/g;

/**
 * Writes into each mark of a drawing which models it is about, for the page's choice of a model: by
 * its colour, which no two models of a study share, by the start of its label, or by its text where
 * that is nothing but names.
 */
export function markModels(svg: string, models: readonly PageModel[]): string {
  return svg.replaceAll(MARK, (mark, tag: string, attributes: string, end: string, text = "") => {
    const label = /aria-label="([^":]*)/.exec(attributes)?.[1];
    const found = models.filter((one) =>
      attributes.includes(`="${one.colour}"`) || (label !== undefined && isNamed(label, one)) ||
      (tag === "text" && isOnlyNames(text, models) && isNamed(text, one))
    );
    if (found.length === 0) return mark;
    const names = escapeHtml(found.map(({ model }) => model).join(" "));
    return mark.replace(
      /^<(\w+)([^>]*?)(\/?)>/,
      `<${tag} data-model="${names}"${attributes}${end}>`,
    );
  });
}

/** The models that `text` names, for rows of tables: `CTM − LSTM` names two. */
export function modelsNamed(text: string, models: readonly PageModel[]): string[] {
  return models.filter((one) => isNamed(text, one)).map(({ model }) => model);
}

function isNamed(text: string, { model, names }: PageModel): boolean {
  return [model, ...names].some((name) => wordAt(text, name) >= 0);
}

/** Whether nothing but names and what joins them is left of `text`: `CTM − LSTM`. */
function isOnlyNames(text: string, models: readonly PageModel[]): boolean {
  let rest = text;
  const names = models.flatMap((one) => [...one.names, one.model]);
  for (const name of names.sort((a, b) => b.length - a.length)) {
    const at = wordAt(rest, name);
    if (at >= 0) rest = rest.slice(0, at) + rest.slice(at + name.length);
  }
  return rest !== text && /^(?:\s|−|,|vs|against|and)*$/.test(rest);
}

/** Where `name` stands in `text` as a whole word, or -1. */
function wordAt(text: string, name: string): number {
  const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + name.length])) return at;
  }
  return -1;
}
