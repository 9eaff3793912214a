import type { ExitCode, Job } from "../spec/mod.ts";
import type { SharedMemory, TrainingState } from "../training/mod.ts";

/** What the leader of a run sends to a follower. */
export type LeaderMessage =
  /** Comes first: open everything. `replica` counts from 1, the leader being 0. */
  | { readonly type: "open"; readonly job: Job; readonly replica: number }
  /** All have opened: follow. */
  | { readonly type: "begin"; readonly memory: SharedMemory }
  /** What to go on from. */
  | { readonly type: "state"; readonly state: TrainingState };

/** What a follower sends to the leader. */
export type FollowerMessage =
  | { readonly type: "opened" }
  /** Comes last, where the leader has ended. */
  | { readonly type: "ended" }
  /** Comes last otherwise. */
  | { readonly type: "failed"; readonly code: ExitCode; readonly message: string };

/** A follower's end of the channel. */
export interface FollowerChannel {
  /** The next message from the leader. */
  receive(): Promise<LeaderMessage>;
  send(message: FollowerMessage): void;
}
