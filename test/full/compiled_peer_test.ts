import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { checkPeer, findPeer } from "../support/pytorch_peer.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

const GOLDEN = new URL("../golden/cases", import.meta.url).pathname;

const pytorch = await findPeer();
if (pytorch !== null && !pytorch.facts.compiles) {
  console.warn(`notice: PyTorch ${pytorch.facts.torch} has no torch.compile, which is not tested`);
}

// Minutes, nearly all of them in the compiler.
Deno.test({
  name: "the compiled steps of PyTorch are the authors': losses, gradients, parameters",
  ignore: pytorch === null || !pytorch.facts.compiles,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const name = "ctm_pairing_depth1";
      await Deno.symlink(join(GOLDEN, name), join(folder, name));
      assertEquals(await checkPeer(pytorch!, { folder, variant: "compiled" }), {
        checked: 1,
        failed: 0,
      });
    }),
});
