/** A command that takes longer is ended. */
const LONGEST = 60_000;

/** How long the words of a command are waited for when it has ended but a child of it goes on. */
const LAST_WORDS = 200;

/**
 * Runs a command of the user in the system's shell.
 *
 * @param input Variables are added to the environment; the text goes to standard input.
 * @param milliseconds After which the command and its children are ended, a minute unless given.
 * @returns Its exit code, not 0 if it was ended, and what it wrote on standard error.
 */
export async function runCommand(
  command: string,
  input: { readonly variables: Readonly<Record<string, string>>; readonly text: string },
  milliseconds: number = LONGEST,
): Promise<{ readonly code: number; readonly errors: string }> {
  const isWindows = Deno.build.os === "windows";
  const [program, flag] = isWindows ? ["cmd", "/c"] : ["sh", "-c"];
  const child = new Deno.Command(program, {
    args: [flag, command],
    env: { ...input.variables },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    // A group of its own, so that its children can be ended with it.
    detached: !isWindows,
  }).spawn();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (isWindows) child.kill();
    else Deno.kill(-child.pid, "SIGKILL");
  }, milliseconds);
  const writing = write(child.stdin, input.text);
  const words = readWords(child.stderr);
  const { code } = await child.status;
  clearTimeout(timer);
  await writing;
  const errors = await words.end();
  return { code, errors: late ? `ended after ${milliseconds / 1000} s` : errors };
}

/** Collects a text until its end, or for a moment after `end` was called. */
function readWords(stream: ReadableStream<Uint8Array>) {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      chunks.push(value);
    }
  })();
  return {
    async end(): Promise<string> {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const moment = new Promise<void>((resolve) => timer = setTimeout(resolve, LAST_WORDS));
      await Promise.race([reading, moment]);
      clearTimeout(timer);
      await reader.cancel();
      return new TextDecoder().decode(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).bytes());
    },
  };
}

async function write(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    // A command need not read what it is given.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
