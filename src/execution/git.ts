/**
 * Output of a git command, or `null` if git is missing or refuses (no repository, no commit).
 *
 * @param root The folder that it is about.
 * @param success Exit codes that count as success. Default: 0.
 */
export async function git(
  root: string,
  args: readonly string[],
  success: readonly number[] = [0],
): Promise<string | null> {
  try {
    const command = new Deno.Command("git", {
      args: ["-C", root, ...args],
      stdin: "null",
      stderr: "null",
    });
    const { code, stdout } = await command.output();
    return success.includes(code) ? new TextDecoder().decode(stdout) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
