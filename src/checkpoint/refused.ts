import { type BenchError, usageError } from "../spec/errors.ts";

/**
 * The error about a checkpoint that asks for more than data. Whatever it asked for has not been
 * done: a request is refused when it is read, and no code for it exists.
 *
 * @param wish What the file wants, such as "wants to call os.system".
 */
export function refused(wish: string): BenchError {
  return usageError(
    `refused: the file ${wish}; only tensors, containers and numbers are read and nothing is ` +
      "executed, so torch.save a state_dict() instead",
  );
}
