import type { Settings } from "../spec/mod.ts";

/** Settings as `learningRate 0.0072, weightDecay 0.00012`, to three digits. */
export function settingsText(settings: Settings): string {
  const parts = Object.entries(settings).map(([setting, value]) =>
    `${setting.slice(setting.indexOf(".") + 1)} ${Number(value.toPrecision(3))}`
  );
  return parts.join(", ") || "those of the preset";
}
