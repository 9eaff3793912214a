/** A count with separators: `1,234,567`. */
export function countText(count: number): string {
  return new Intl.NumberFormat("en").format(count);
}

/** An amount to three digits with the prefix of its size: `12.3 M`, `4.00 G`; below 1000 as it is. */
export function largeText(amount: number): string {
  const prefixes = ["", "k", "M", "G", "T", "P", "E"];
  let value = amount;
  let power = 0;
  // 999.5 would be printed as 1000.
  while (value >= 999.5 && power < prefixes.length - 1) {
    value /= 1000;
    power++;
  }
  return power === 0 ? String(Math.round(amount)) : `${value.toPrecision(3)} ${prefixes[power]}`;
}

/** A duration for reading: `4.2 s`, `3 min 05 s`, `2 h 07 min`, `3 d 04 h`; `?` if it is not known. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pair = (large: number, unit: number) =>
    String(Math.floor((whole % large) / unit)).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pair(60, 1)} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${pair(3600, 60)} min`;
  return `${Math.floor(whole / 86400)} d ${pair(86400, 3600)} h`;
}

/** A fraction in per cent with two decimals: `97.12 %`. */
export function percentText(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
