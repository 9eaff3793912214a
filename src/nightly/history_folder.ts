import { join } from "node:path";

/** Where the files of a history of nights are. */
export interface HistoryFolder {
  readonly directory: string;
  /** One line of JSON a night, only ever added to. */
  readonly history: string;
  /** Names the night that others are compared with. */
  readonly pinned: string;
  /** A study folder for each night. */
  readonly nights: string;
  /** The history as a page. */
  readonly page: string;
  readonly markdown: string;
  /** The drawings of the page. */
  readonly charts: string;
  /** Present while a night runs. */
  readonly lock: string;
}

/** The paths of the history in `directory`; nothing is created. */
export function historyFolder(directory: string): HistoryFolder {
  return {
    directory,
    history: join(directory, "history.jsonl"),
    pinned: join(directory, "pinned.json"),
    nights: join(directory, "nights"),
    page: join(directory, "index.html"),
    markdown: join(directory, "index.md"),
    charts: join(directory, "charts"),
    lock: join(directory, ".lock"),
  };
}

/** Where a night's study and its record are. */
export function nightFolder(directory: string, night: string) {
  const study = join(historyFolder(directory).nights, night);
  return { study, record: join(study, "night.json"), report: join(study, "report.html") };
}

/** The name of a night that began at `date`: `2026-01-31-021700`, in UTC. */
export function nightName(date: Date): string {
  const [day, time] = date.toISOString().slice(0, 19).split("T");
  return `${day}-${time!.replaceAll(":", "")}`;
}
