import type { Announcement } from "./announcement.ts";
import type { Channel } from "./channel.ts";

/** What announcing needs from outside. */
export interface NotifyServices {
  /** Runs a command of the user in a shell. */
  readonly runCommand: (
    command: string,
    input: { readonly variables: Readonly<Record<string, string>>; readonly text: string },
  ) => Promise<{ readonly code: number; readonly errors: string }>;
  readonly append: (path: string, text: string) => Promise<void>;
  /** Path of the summary of the job, or `null` outside of one. */
  readonly summaryPath: () => string | null;
}

/** How the announcement on one channel went. */
export interface Delivery {
  readonly channel: Channel["kind"];
  /** `null` where it worked. Says nothing that a command may have printed. */
  readonly failure: string | null;
  /** The last words of a command that failed, for the terminal. */
  readonly words: string;
}

/**
 * Announces a night. Files and commands hear of changes only: an alarm when it is new and when it is
 * gone, never while it stays. The summary belongs to one job and is written for every night.
 *
 * A command gets everything in variables of its environment (`CTM_NIGHTLY_STATE`, `_NIGHT`, `_NEW`,
 * `_STILL`, `_RECOVERED`, `_PAGE`) and as JSON on standard input; nothing is put into its text, so
 * that no name in a study can be taken for a command.
 *
 * @param summary The night in Markdown.
 * @returns One entry for each channel that had something to hear.
 */
export async function notify(
  announcement: Announcement,
  { channels, summary, services }: {
    readonly channels: readonly Channel[];
    readonly summary: string;
    readonly services: NotifyServices;
  },
): Promise<Delivery[]> {
  const changed = announcement.state === "new" || announcement.state === "recovered";
  const deliveries: Delivery[] = [];
  for (const channel of channels) {
    if (channel.kind !== "summary" && !changed) continue;
    let failed: Failed | null;
    try {
      failed = await deliver(channel, { announcement, summary, services });
    } catch (error) {
      failed = { failure: "it cannot be written", words: (error as Error).message };
    }
    deliveries.push({ channel: channel.kind, ...failed ?? { failure: null, words: "" } });
  }
  return deliveries;
}

type Failed = { readonly failure: string; readonly words: string };

async function deliver(
  channel: Channel,
  { announcement, summary, services }: {
    readonly announcement: Announcement;
    readonly summary: string;
    readonly services: NotifyServices;
  },
): Promise<Failed | null> {
  switch (channel.kind) {
    case "file":
      await services.append(channel.path, JSON.stringify(announcement) + "\n");
      return null;
    case "summary": {
      const path = services.summaryPath();
      if (path === null) return { failure: "GITHUB_STEP_SUMMARY is not set", words: "" };
      await services.append(path, summary);
      return null;
    }
    case "command": {
      const { code, errors } = await services.runCommand(channel.command, {
        variables: {
          CTM_NIGHTLY_STATE: announcement.state,
          CTM_NIGHTLY_NIGHT: announcement.night,
          CTM_NIGHTLY_NEW: announcement.new.join("\n"),
          CTM_NIGHTLY_STILL: announcement.still.join("\n"),
          CTM_NIGHTLY_RECOVERED: announcement.recovered.join("\n"),
          CTM_NIGHTLY_PAGE: announcement.page,
        },
        text: JSON.stringify(announcement) + "\n",
      });
      if (code === 0) return null;
      return { failure: `exit code ${code}`, words: errors.trim().split("\n").at(-1) ?? "" };
    }
    default:
      return channel satisfies never;
  }
}
