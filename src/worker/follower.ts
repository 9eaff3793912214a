import { followJob } from "./follow_job.ts";
import { followerChannel } from "./follower_channel.ts";

/** The program of a thread that follows the leader of a run. */
const channel = followerChannel();
await followJob(channel);
channel.close();
