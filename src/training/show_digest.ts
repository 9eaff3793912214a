import { Buffer } from "node:buffer";
import type { ReplicaContext } from "./gradient_exchange.ts";
import { hashParameters } from "./hash_parameters.ts";

/** Puts the digest of a replica's parameters and buffers where the leader finds it. */
export async function showDigest(
  { model, memory, part }: Omit<ReplicaContext, "barrier">,
): Promise<void> {
  memory.digests[part.replica]!.set(Buffer.from(await hashParameters(model), "hex"));
}
