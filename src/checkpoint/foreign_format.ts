/** What files that are not checkpoints begin with, what they are and what to do. */
const BEGINNINGS: readonly (readonly [beginning: string, advice: string])[] = [
  ["version https://git-lfs", "a Git LFS pointer; fetch the file itself with git lfs pull"],
  ["<", "a web page or XML; download the file itself"],
  ["\x1f\x8b", "compressed with gzip; unpack it first"],
  ["\x89HDF", "an HDF5 file; load it in its framework and save it as safetensors"],
  ["\x93NUMPY", "a NumPy array; save a dictionary of tensors as safetensors"],
  ["GGUF", "a GGUF file; save the model as safetensors"],
];

/** The opcode that opens a pickle, followed by the protocol. */
const PICKLE = 0x80;

/** How `torch.save` began its files before PyTorch 1.6: 0x1950a86a20f9469cfc6c, pickled. */
const LEGACY_MAGIC = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

/** Where a tar archive says that it is one. */
const TAR = { offset: 257, magic: "ustar" };

/**
 * Recognises common files that are neither safetensors nor a PyTorch zip checkpoint.
 *
 * @returns What it is and how to convert it, or `null` for an unknown format.
 */
export function foreignFormat(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 300));
  const known = BEGINNINGS.find(([beginning]) => head.startsWith(beginning));
  if (known) return known[1];
  if (bytes[0] === PICKLE && bytes[1]! <= 5) {
    return head.slice(0, 40).includes(LEGACY_MAGIC)
      ? "in the format of torch.save before PyTorch 1.6; load it in PyTorch with weights_only=True " +
        "and torch.save it again"
      : "a bare pickle, not written by torch.save; save a dictionary of tensors as safetensors";
  }
  if (head.startsWith(TAR.magic, TAR.offset)) {
    return "a tar archive; unpack it first";
  }
  return null;
}
