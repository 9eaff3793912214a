import { CASES } from "./cases.ts";
import { ENGINE_WORDS, ENGINES } from "./engines.ts";
import { ROUNDS } from "./perf_flags.ts";

const cases = CASES.map(({ name, description, models }) =>
  `  ${name.padEnd(16)}  ${description} (${models.map((model) => model.name).join(", ")})`
);

const engines = ENGINES.map((engine) => `  ${engine.padEnd(16)}  ${ENGINE_WORDS[engine]}`);

/** What `deno task perf --help` prints. */
export const PERF_HELP =
  `Times whole training steps (forward, loss, backward, AdamW) of the models on one thread, engine
against engine on the same inputs, and compares the ratios with the project's goals.

deno task perf [flags]

  --case A,B       cases; default: all
  --model A,B      models; default: all that a case has
  --engine A,B     engines; default: all that are on this machine
  --rounds N       turns of each engine, one engine after the other; default ${ROUNDS}
  --steps N        steps of a turn; default: as many as take 0.4 seconds, at most 50
  --scaling        the time of the small CTM's step against T, D, B, J and M, as charts; without the
                   cases, unless --case names some
  --python PATH    a Python with PyTorch; default: python3, then /usr/bin/python3
  --out FILE.json  the record; default results/perf/<time>.json. Charts go to a folder beside it
  --json           print the record instead of tables
  --help           this

Cases
${cases.join("\n")}

Engines
${engines.join("\n")}

The times are medians of the CPU time of a process. Every engine must arrive at the same losses.
Give the machine nothing else to do meanwhile.
Exit codes: 0 done, whether goals are met or not, 2 wrong command line, 3 an engine that is asked for
is not there, 4 an engine failed, 6 engines do not compute the same.`;
