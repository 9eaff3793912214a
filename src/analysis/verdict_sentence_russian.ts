import type { Comparison } from "./comparison.ts";
import { formatCount, formatP, formatPoints } from "./format_numbers.ts";
import { primaryEstimate } from "./primary_estimate.ts";

/**
 * The verdict in one plain line of Russian, with the numbers of the English one in the same form:
 *
 * `CTM опережает LSTM на mnist: +1.20 п. п. [+0.97, +1.43], граница эквивалентности ±1.00 п. п., пар запусков: 10, примеров: 10,000, p = 9.3e-7`
 */
export function verdictSentenceRussian(comparison: Comparison): string {
  const estimate = primaryEstimate(comparison);
  const numbers = [marginPart(comparison), ...sizeParts(comparison)];
  if (estimate !== null) {
    const { low, high } = estimate.difference;
    numbers.unshift(
      `${formatPoints(estimate.mean)} п. п. [${formatPoints(low)}, ${formatPoints(high)}]`,
    );
    numbers.push(`p = ${formatP(estimate.p)}`);
  }
  return `${statement(comparison)}: ${numbers.join(", ")}${why(comparison)}`;
}

function statement({ verdict, clear, left, right, dataset }: Comparison): string {
  const clearly = clear ? "явно " : "";
  switch (verdict) {
    case "leads":
      return `${left} ${clearly}опережает ${right} на ${dataset}`;
    case "trails":
      return `${left} ${clearly}отстаёт от ${right} на ${dataset}`;
    case "matches":
      return `${left} на уровне ${right} на ${dataset}`;
    case "inconclusive":
      return `${left} против ${right} на ${dataset}: вывод сделать нельзя`;
    default:
      return verdict satisfies never;
  }
}

function marginPart({ verdict, margin, marginNeeded }: Comparison): string {
  const text = `граница эквивалентности ±${(margin * 100).toFixed(2)} п. п.`;
  if (verdict !== "matches" || marginNeeded === null) return text;
  // Rounded up: at a margin rounded down the verdict would not hold.
  return `${text} (верно вплоть до ±${(Math.ceil(marginNeeded * 1e4) / 100).toFixed(2)})`;
}

function sizeParts(comparison: Comparison): string[] {
  const { seeds, examples, look } = comparison;
  const only = primaryEstimate(comparison)?.scope === "benchmark" ? " (только эти примеры)" : "";
  const parts = [
    `пар запусков: ${formatCount(seeds.length)}`,
    `примеров: ${formatCount(examples)}${only}`,
  ];
  if (look === null || look.at === null) return parts;
  const number = `просмотр ${look.planned.indexOf(look.at) + 1} из ${look.planned.length}`;
  const informal = look.formal ? "" : `, пар теперь ${look.available}: не просмотр`;
  return [...parts, number + informal];
}

function why(comparison: Comparison): string {
  if (comparison.verdict !== "inconclusive") return "";
  return comparison.obstacle !== null || primaryEstimate(comparison) === null
    ? "; данных для вывода недостаточно"
    : "; не показано ни различие, ни равенство";
}
