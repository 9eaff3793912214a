import { join } from "node:path";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "chrome.exe",
];

const USUAL_PLACES = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/opt/google/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/**
 * The Chromium of this machine: the one that the variable `CHROMIUM` names, else one in `PATH` or in
 * a usual place; `null` where there is none. The tests install no browser.
 */
export function findChromium(): string | null {
  const named = Deno.env.get("CHROMIUM");
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const folders = [...(Deno.env.get("PATH") ?? "").split(separator), ...USUAL_PLACES];
  const candidates = [
    ...(named ? [named] : []),
    ...folders.filter((folder) => folder !== "")
      .flatMap((folder) => [folder, ...NAMES.map((name) => join(folder, name))]),
  ];
  return candidates.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
