import type { Verdict } from "../analysis/comparison.ts";
import type { Tone } from "./content/blocks.ts";
import type { FontFace } from "./font.ts";
import { colourVariable, colourVariables } from "./page/chart_colours.ts";
import { FONT_FAMILY, INK, VERDICT_LOOKS } from "./theme.ts";

/** Badges of states that are no verdict; a verdict of the same kind has the same colour. */
const TONE_COLOURS: { readonly [tone in Tone]: string } = {
  positive: VERDICT_LOOKS.leads.colour,
  negative: VERDICT_LOOKS.trails.colour,
  neutral: VERDICT_LOOKS.matches.colour,
  open: INK.faint,
};

/**
 * The style of the page with the font inside.
 *
 * @param colours Those of the charts that differ on a dark page.
 */
export function reportStyle(font: readonly FontFace[], colours: readonly string[]): string {
  const badges = {
    ...Object.fromEntries(
      (Object.keys(VERDICT_LOOKS) as Verdict[]).map((one) => [one, VERDICT_LOOKS[one].colour]),
    ),
    // The grey of its marks is too light behind white letters.
    inconclusive: INK.faint,
    ...TONE_COLOURS,
  };
  const all = [...colours, ...Object.values(badges), INK.warning];
  const light = LIGHT + colourVariables(all, "light");
  const dark = DARK + colourVariables(all, "dark");
  return [
    ...font.map(fontFace),
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}`,
    `:root[data-theme=dark]{${dark}}`,
    PAGE,
    // White on the colour itself, which is dark in both themes.
    ...Object.entries(badges).map(([name, colour]) =>
      `.${name}{border-color:${colourVariable(colour)}}.${name} .badge{background:${colour}}`
    ),
    // Paper is white whatever the screen is.
    `@media print{:root:root:root{${light}}${PRINT}}`,
  ].join("\n");
}

function fontFace({ weight, woff2 }: FontFace): string {
  return `@font-face{font-family:"${FONT_FAMILY}";font-weight:${weight};src:url(data:font/woff2;base64,${woff2.toBase64()}) format("woff2")}`;
}

const LIGHT =
  `color-scheme:light;--ink:${INK.strong};--faint:#5f5f5f;--page:#ffffff;--card:#f6f6f4;--line:#dddddd;`;
const DARK =
  "color-scheme:dark;--ink:#e8e8e6;--faint:#a9a9a6;--page:#181818;--card:#232425;--line:#3a3c3f;";

const PAGE = `
*{box-sizing:border-box}
html{scroll-padding-top:3.2rem}
body{margin:0 auto;padding:1rem 1.25rem 4rem;max-width:78rem;background:var(--page);color:var(--ink);font:15px/1.5 "${FONT_FAMILY}",system-ui,sans-serif}
h1{margin:0;font-size:1.5rem;line-height:1.2;font-weight:600}
h2{margin:2.6rem 0 .8rem;padding-top:.6rem;border-top:1px solid var(--line);font-size:1.25rem;font-weight:600}
section:first-child>h2{margin:.4rem 0;padding:0;border:0}
h3{margin:1.1rem 0 .3rem;font-size:1rem;font-weight:600}
p{margin:.4rem 0;max-width:64rem}
header p{margin:.2rem 0;color:var(--faint)}
a{color:inherit}
ul{margin:.3rem 0;padding-left:1.2rem;max-width:64rem}
button{font:inherit;color:inherit;cursor:pointer}
.bar{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;align-items:center;gap:.3rem 1.2rem;margin:0 -1.25rem;padding:.4rem 1.25rem;background:var(--page);border-bottom:1px solid var(--line);font-size:.88rem}
.chips{display:flex;flex-wrap:wrap;gap:.4rem}
.chip{display:inline-flex;align-items:center;gap:.4rem;padding:.1rem .6rem;border:1px solid var(--line);border-radius:1rem;background:none}
.chip i{width:.7rem;height:.7rem;border-radius:50%;background:var(--hue)}
.chip[aria-pressed=true]{border-color:var(--hue);box-shadow:inset 0 0 0 1px var(--hue)}
.contents{position:relative;margin:0 0 0 auto}
.contents nav{position:absolute;right:0;display:flex;flex-direction:column;min-width:15rem;padding:.5rem .9rem;border:1px solid var(--line);border-radius:6px;background:var(--card)}
.contents a{padding:.15rem 0}
#theme{padding:.1rem .7rem;border:1px solid var(--line);border-radius:1rem;background:none}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:0 1.6rem}
@media (min-width:1100px){.columns{grid-template-columns:minmax(0,5fr) minmax(0,7fr)}.columns figure{margin-top:.5rem}}
.verdict{margin:.5rem 0;padding:.55rem .9rem;border-left:5px solid;border-radius:4px;background:var(--card)}
.verdict p{display:inline;font-weight:600}
.verdict ul{font-size:.9rem;color:var(--faint)}
.badge{display:inline-block;margin-right:.5rem;padding:.05rem .55rem;border-radius:1rem;color:#ffffff;font-size:.82rem;font-weight:600}
.stamp{margin-left:.5rem;padding:.1rem .5rem;border:1.5px solid ${
  colourVariable(INK.warning)
};border-radius:4px;color:${
  colourVariable(INK.warning)
};font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;vertical-align:middle}
figure{margin:1.4rem 0;padding:.6rem;border:1px solid var(--line);border-radius:6px;overflow-x:auto}
figure svg{display:block;max-width:100%;height:auto;border-radius:4px}
details{margin:.6rem 0;font-size:.92rem}
summary{cursor:pointer;color:var(--faint)}
.scroll{overflow-x:auto;margin:.9rem 0}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
.caption{margin:1.2rem 0 0;font-size:.86rem;color:var(--faint)}
.caption+.scroll{margin-top:.3rem}
th,td{padding:.22rem .9rem .22rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;vertical-align:bottom}
th.right,td.right{text-align:right}
td.right,td:first-child{white-space:nowrap}
td{overflow-wrap:break-word;max-width:34rem}
.sort{padding:0;border:0;background:none;font-weight:600;text-align:inherit}
.sort:hover{text-decoration:underline}
th[aria-sort=ascending] .sort::after{content:" ↑"}
th[aria-sort=descending] .sort::after{content:" ↓"}
pre{padding:.7rem 1rem;border-radius:6px;background:var(--card);white-space:pre-wrap;overflow-wrap:anywhere}
figure svg [data-model]{transition:opacity .15s}
figure svg .faded:not([opacity="0"]){opacity:.12}
tr.faded{opacity:.35}
.brushable{touch-action:pan-y;user-select:none}
.brushable .background{cursor:crosshair}
.brush{fill:var(--ink);fill-opacity:.1;pointer-events:none}
.zoom{display:flex;flex-wrap:wrap;align-items:baseline;gap:.3rem .6rem;margin:.3rem 0;font-size:.86rem}
.zoom input{width:7.5rem;padding:.1rem .3rem;border:1px solid var(--line);border-radius:4px;background:var(--page);color:inherit;font:inherit}
.zoom button{padding:.05rem .6rem;border:1px solid var(--line);border-radius:1rem;background:none}
.hint{color:var(--faint)}
.detail{width:100%;max-width:56rem}
.detail .grid{stroke:var(--line)}
.detail .label{font-size:12px;fill:var(--faint)}
#tip{position:fixed;z-index:3;padding:.35rem .6rem;border-radius:4px;background:#222222;color:#ffffff;font-size:.8rem;pointer-events:none;max-width:24rem}
@media (max-width:640px){body{padding:.8rem .8rem 3rem}.bar{margin:0 -.8rem;padding:.4rem .8rem}figure{padding:.3rem}figure>svg{max-width:38rem}.chip{padding:.1rem .4rem}.bar{gap:.3rem .6rem}}
`;

const PRINT =
  "body{max-width:none;padding:0;font-size:11px}.bar,#tip,.zoom,.view{display:none}.columns{display:block}figure,.verdict,tr{break-inside:avoid}h2,h3{break-after:avoid}";
