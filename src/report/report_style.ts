import type { Verdict } from "../analysis/comparison.ts";
import type { FontFace } from "./font.ts";
import { FONT_FAMILY, INK, VERDICT_LOOKS } from "./theme.ts";

/** The style of the page with the font inside. */
export function reportStyle(font: readonly FontFace[]): string {
  return [...font.map(fontFace), PAGE, ...verdictRules()].join("\n");
}

function fontFace({ weight, woff2 }: FontFace): string {
  return `@font-face{font-family:"${FONT_FAMILY}";font-weight:${weight};src:url(data:font/woff2;base64,${woff2.toBase64()}) format("woff2")}`;
}

function verdictRules(): string[] {
  return (Object.keys(VERDICT_LOOKS) as Verdict[]).map((verdict) => {
    const { colour } = VERDICT_LOOKS[verdict];
    return `.${verdict}{border-color:${colour}}.${verdict} .badge{background:${colour}}`;
  });
}

const PAGE = `
:root{color-scheme:light dark;--ink:${INK.strong};--faint:${INK.faint};--page:#ffffff;--card:#f6f6f4;--line:#dddddd}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e6;--faint:#a3a3a0;--page:#17181a;--card:#222426;--line:#3a3c3f}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1.25rem 4rem;max-width:62rem;background:var(--page);color:var(--ink);font:15px/1.5 "${FONT_FAMILY}",system-ui,sans-serif}
h1{margin:0;font-size:1.7rem;line-height:1.2;font-weight:600}
h2{margin:2.6rem 0 .8rem;padding-top:.6rem;border-top:1px solid var(--line);font-size:1.25rem;font-weight:600}
h3{margin:1.4rem 0 .3rem;font-size:1rem;font-weight:600}
p{margin:.4rem 0}
header p{color:var(--faint)}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.9rem}
a{color:inherit}
ul{margin:.3rem 0;padding-left:1.2rem}
.verdict{margin:.7rem 0;padding:.7rem 1rem;border-left:5px solid;border-radius:4px;background:var(--card)}
.verdict p{display:inline;font-weight:600}
.verdict ul{font-size:.92rem;color:var(--faint)}
.badge{display:inline-block;margin-right:.6rem;padding:.05rem .55rem;border-radius:1rem;color:#ffffff;font-size:.82rem;font-weight:600}
.stamp{margin-left:.5rem;padding:.1rem .5rem;border:1.5px solid ${INK.warning};border-radius:4px;color:${INK.warning};font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;vertical-align:middle}
figure{margin:1.4rem 0;padding:.6rem;border:1px solid var(--line);border-radius:6px;overflow-x:auto}
figure svg{display:block;max-width:100%;height:auto;border-radius:4px;background:#ffffff}
details{margin:.6rem 0;font-size:.92rem}
summary{cursor:pointer;color:var(--faint)}
.scroll{overflow-x:auto;margin:.9rem 0}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
.caption{margin:1.2rem 0 0;font-size:.86rem;color:var(--faint)}
.caption+.scroll{margin-top:.3rem}
th,td{padding:.22rem .7rem .22rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;vertical-align:bottom}
th.right,td.right{text-align:right}
td.right,td:first-child{white-space:nowrap}
pre{padding:.7rem 1rem;border-radius:6px;background:var(--card);overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
td{overflow-wrap:break-word}
#tip{position:fixed;z-index:1;padding:.35rem .6rem;border-radius:4px;background:#222222;color:#ffffff;font-size:.8rem;pointer-events:none;max-width:24rem}
@media print{body{max-width:none;padding:0;font-size:11px}nav,#tip{display:none}figure,.verdict,tr{break-inside:avoid}h2,h3{break-after:avoid}}
`;
