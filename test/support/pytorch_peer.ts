import { PEER } from "../../src/perf/engines.ts";
import { findPytorch, type Pytorch } from "../../src/perf/find_pytorch.ts";

/** The PyTorch of this machine; says visibly what is not tested where there is none. */
export async function findPeer(): Promise<Pytorch | null> {
  const pytorch = await findPytorch(null);
  if (pytorch === null) {
    console.warn("notice: no python3 has PyTorch, so its peers are not held to the golden cases");
  }
  return pytorch;
}

/** Holds the steps of a variant of the PyTorch peer to the golden cases below a folder. */
export async function checkPeer(
  { program }: Pytorch,
  { folder, variant }: {
    readonly folder: string;
    readonly variant: "eager" | "cached" | "compiled";
  },
): Promise<{ readonly checked: number; readonly failed: number }> {
  const { stdout, stderr } = await new Deno.Command(program, {
    args: [PEER, "check", folder, variant],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const counts = /^(\d+) cases, (\d+) failed$/m.exec(text(stdout));
  if (counts === null) throw new Error(text(stderr));
  return { checked: Number(counts[1]), failed: Number(counts[2]) };
}
