import type { NightRecord } from "../spec/night_record.ts";

/** What the page of a history is made from. */
export interface HistoryPage {
  /** Oldest first. */
  readonly history: readonly NightRecord[];
  /** The night that later ones are compared with. */
  readonly pinned: string | null;
  /** Folders of nights that are not in the history, because they were interrupted. */
  readonly interrupted: readonly string[];
  /** ISO 8601. */
  readonly generated: string;
}
