import { bench } from "../cli/bench.ts";
import { conclude } from "../cli/conclude.ts";
import { parseFlags } from "../cli/flags.ts";
import { overlay, readConfig } from "../cli/read_config.ts";
import { resolveSweep } from "../cli/resolve_sweep.ts";
import { BenchError, EXIT, usageError } from "../spec/mod.ts";
import type { NightRecord } from "../spec/night_record.ts";
import { explainingStorage, type FileLock, readPlan, tryLockFile } from "../store/mod.ts";
import { appendNight, nightFolders, nightNamed, readHistory } from "./history.ts";
import { historyFolder, nightFolder } from "./history_folder.ts";
import { makeNight } from "./make_night.ts";
import { nightText } from "./night_text.ts";
import { type NightlyOptions, parseNightlyFlags } from "./nightly_flags.ts";
import { nightlyHelp } from "./nightly_help.ts";
import type { NightlyServices } from "./nightly_services.ts";
import { pinNight, readPinnedNight } from "./pinned_night.ts";

/**
 * `deno task nightly`: runs the pinned suite, compares it with the pinned night and keeps the history.
 *
 * @param args The command line.
 * @param signal Ends the night; an interrupted one is not part of the history.
 * @throws {BenchError} With the exit codes that `--help` lists. The night is in the history then,
 * except for codes about the command line, the history itself, or an interruption.
 */
export async function nightly<Shape>(
  args: readonly string[],
  services: NightlyServices<Shape>,
  signal: AbortSignal,
): Promise<void> {
  const options = parseNightlyFlags(args);
  const { print } = services.study;
  if (options.help) return print(nightlyHelp());
  if (options.notify.some(({ kind }) => kind === "summary") && services.summaryPath() === null) {
    throw usageError("--notify summary: GITHUB_STEP_SUMMARY is not set; it is for GitHub Actions");
  }
  if (!options.noRun) await requireValidStudy(options.study, services);
  if (options.dryRun) return await bench(options.study, services.study, signal);

  await using _lock = await lockHistory(options.history);
  const history = await readHistory(options.history);
  const pinned = await readPinnedNight(options.history, history);
  if (options.noRun) return await writeAgain(history, { options, pinned, services });
  const baseline = options.baseline === null ? pinned : nightNamed(history, options.baseline);
  await requireFolderOf(baseline, options);
  const record = await makeNight({ options, history, pinned, baseline, services, signal });
  await appendNight(options.history, record);
  await reportAgain(nightFolder(options.history, record.night).study, services);
  if (record.pinned) await pinNight(options.history, record.night, services.today());
  await writePages([...history, record], {
    options,
    pinned: record.pinned ? record.night : pinned?.night ?? null,
    services,
  });
  for (const line of nightText(record)) print(line);
  print(`report: ${nightFolder(options.history, record.night).report}`);
  print(`history: ${historyFolder(options.history).page}`);
  const code = Object.values(EXIT).find((one) => one === record.exit) ?? EXIT.internal;
  if (code !== EXIT.done) throw new BenchError(reasonOf(record), code);
}

/** Refuses a command line or configuration that no study can be made of, before there is a night. */
async function requireValidStudy<Shape>(
  args: readonly string[],
  services: NightlyServices<Shape>,
): Promise<void> {
  const flags = parseFlags(args);
  const config = flags.get("config")?.[0];
  const values = config === undefined ? flags : overlay(await readConfig(config), flags);
  resolveSweep(values, services.study.catalog);
}

/** Takes the history for this process, so that no two nights run at once and disturb their times. */
async function lockHistory(directory: string): Promise<FileLock> {
  await explainingStorage(directory, () => Deno.mkdir(directory, { recursive: true }));
  const lock = await tryLockFile(historyFolder(directory).lock);
  if (lock !== null) return lock;
  throw usageError(`another night is running on ${directory}; wait for it to end`);
}

/** Refuses a baseline whose runs are gone, unless tonight takes its place. */
async function requireFolderOf(
  baseline: NightRecord | null,
  { history, pin }: NightlyOptions,
): Promise<void> {
  if (baseline === null || pin) return;
  const { study } = nightFolder(history, baseline.night);
  if (await readPlan(study) !== null) return;
  throw new BenchError(
    `the baseline night ${baseline.night} is in the history, but ${study} is gone; restore it, or compare later nights with tonight: --pin`,
    EXIT.internal,
  );
}

/** `--no-run`: pins a night of the history if asked to, and writes the pages. */
async function writeAgain<Shape>(
  history: readonly NightRecord[],
  { options, pinned, services }: {
    readonly options: NightlyOptions;
    readonly pinned: NightRecord | null;
    readonly services: NightlyServices<Shape>;
  },
): Promise<void> {
  const chosen = options.baseline === null ? null : nightNamed(history, options.baseline);
  if (options.pin && chosen !== null) {
    const complete = chosen.trials.length > 0 && chosen.failure === null &&
      chosen.trials.every((trial) => trial.runs.length === trial.planned);
    if (!complete && !options.force) {
      throw usageError(
        `--pin: the night ${chosen.night} is not complete; pin another, or add --force`,
      );
    }
    await requireFolderOf(chosen, { ...options, pin: false });
    await pinNight(options.history, chosen.night, services.today());
  }
  const night = options.pin ? chosen?.night : pinned?.night;
  await writePages(history, { options, pinned: night ?? null, services });
  services.study.print(`history: ${historyFolder(options.history).page}`);
}

async function writePages<Shape>(
  history: readonly NightRecord[],
  { options, pinned, services }: {
    readonly options: NightlyOptions;
    readonly pinned: string | null;
    readonly services: NightlyServices<Shape>;
  },
): Promise<void> {
  const known = new Set(history.map(({ night }) => night));
  const folders = await nightFolders(options.history);
  await services.writePage({
    history,
    pinned,
    interrupted: folders.filter((night) => !known.has(night)),
    generated: services.today().toISOString(),
  }, options.history);
}

/** Writes the report of the night's study again, which says now how the night compares. */
async function reportAgain<Shape>(
  directory: string,
  services: NightlyServices<Shape>,
): Promise<void> {
  if (await readPlan(directory) === null) return;
  try {
    await conclude(directory, { ...services.study, print: () => undefined });
  } catch (error) {
    // Missing runs and the like: the night has said so.
    if (!(error instanceof BenchError)) throw error;
  }
}

/** Why the night does not end with 0, in one line. */
function reasonOf({ alarms, tripped, deliveries }: NightRecord): string {
  const gated = alarms.filter(({ kind }) => tripped.includes(kind));
  const shown = gated.length > 0 ? gated : alarms;
  if (shown.length > 0) return shown.map(({ text }) => text).join("; ");
  const untold = deliveries.filter(({ failure }) => failure !== null);
  return `nobody was told: ${untold.map((one) => `${one.channel}: ${one.failure}`).join("; ")}`;
}
