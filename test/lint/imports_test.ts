import { assert, assertEquals } from "@std/assert";
import { dirname, join, normalize } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Both sides may import these; they load nothing. */
const PURE = ["src/spec", "src/random"];

/**
 * What a folder's modules may import besides their own folder. `*.ts` names single files: the plans
 * and options that the driver reads through the catalog without loading TensorFlow.js.
 */
const TABLE: { readonly [folder: string]: readonly string[] } = {
  "src/spec": [],
  "src/random": [],
  "src/tensor": ["src/random"],
  "src/kernels": ["src/spec", "src/tensor"],
  "src/backend": ["src/spec", "src/tensor", "src/kernels"],
  "src/contract": ["src/tensor", "src/random"],
  "src/nn": ["src/tensor", "src/random", "src/kernels", "src/contract"],
  "src/ctm": ["src/tensor", "src/random", "src/kernels", "src/contract", "src/nn"],
  "baselines": ["src/tensor", "src/random", "src/kernels", "src/contract", "src/nn", "src/spec"],
  "datasets": ["src/spec", "src/random"],
  "src/problems": ["src/tensor", "src/random", "src/contract", "src/nn", "datasets"],
  "src/training": ["src/spec", "src/tensor", "src/random", "src/contract"],
  "src/checkpoint": ["src/spec"],
  "src/pytorch": [
    "src/spec",
    "src/random",
    "src/tensor",
    "src/contract",
    "src/nn",
    "src/ctm",
    "baselines",
    "src/checkpoint",
    // Of the commands import and export.
    "src/cli/command_line.ts",
  ],
  "src/verify": [
    ...PURE,
    "src/tensor",
    "src/backend",
    "src/contract",
    "src/nn",
    "src/problems",
    "src/training",
    "src/checkpoint",
    "src/pytorch",
    // Of the command.
    "src/execution",
    "src/cli/command_line.ts",
    "src/cli/suggest.ts",
  ],
  "src/worker": [
    ...PURE,
    "src/tensor",
    "src/backend",
    "src/contract",
    "src/problems",
    "src/training",
    "src/checkpoint",
    "src/pytorch",
    "src/catalog.ts",
    "src/store",
    "datasets",
    // The versions of the packages.
    "deno.json",
  ],
  // Recipes name options, and fill in their defaults.
  "src/presets": [
    "src/spec",
    "src/nn/default_backbone.ts",
    "src/ctm/options.ts",
    "baselines/cnn/options.ts",
    "baselines/lstm/options.ts",
    "src/training/options.ts",
  ],
  "src/store": ["src/spec"],
  "src/analysis": ["src/spec"],
  "src/execution": ["src/spec", "src/store"],
  "src/report": ["src/spec", "src/store", "src/analysis"],
  "src/cli": [
    "src/spec",
    "src/store",
    "src/execution",
    "src/analysis",
    "src/report",
    "src/catalog.ts",
    "baselines/match.ts",
    "datasets",
    // Weights that are compared.
    "src/checkpoint",
    // Types of shapes only.
    "src/contract",
  ],
  "src/nightly": [
    "src/spec",
    "src/store",
    "src/execution",
    "src/analysis",
    "src/report",
    "src/cli",
    // Types of shapes only.
    "src/contract",
  ],
  // The driver times engines in processes of their own; this project's is here, too.
  "src/perf": [
    ...PURE,
    "src/store",
    "src/execution",
    "src/analysis",
    "src/report",
    "src/cli",
    "src/catalog.ts",
    "baselines/match.ts",
    "src/tensor",
    "src/kernels",
    "src/backend",
    "src/contract",
    "src/nn",
    "src/training",
    "src/checkpoint",
    "src/pytorch",
    "src/worker",
  ],
  "tasks": [
    "src/cli",
    "src/nightly",
    "src/perf",
    "src/spec",
    "src/kernels/wasm/write_build.ts",
    "src/verify/command.ts",
    "src/pytorch/import_command.ts",
    "src/pytorch/export_command.ts",
  ],
};

/** Folders whose modules the catalog may load statically: options, plans and presets only. */
const CATALOG = [
  "src/spec",
  "src/contract",
  "src/presets",
  "src/nn/default_backbone.ts",
  "src/ctm/options.ts",
  "src/ctm/plan.ts",
  "baselines/lstm/options.ts",
  "baselines/lstm/plan.ts",
  "baselines/cnn/options.ts",
  "baselines/cnn/plan.ts",
  "src/problems/options.ts",
  "src/problems/augment.ts",
  "src/training/options.ts",
  "datasets",
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function modulesBelow(folder: string): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory) return modulesBelow(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

/** Every import of a project module, static or not. */
function importsOf(module: string): Import[] {
  const source = Deno.readTextFileSync(join(ROOT, module));
  const pattern = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;
  return [...source.matchAll(pattern)].map((match) => ({
    from: module,
    to: normalize(join(dirname(module), match[1]!)),
  }));
}

const isBelow = (path: string, place: string) => path === place || path.startsWith(`${place}/`);

Deno.test("imports point one way, as the table of the architecture says", () => {
  const wrong = Object.entries(TABLE).flatMap(([folder, allowed]) =>
    modulesBelow(folder).flatMap(importsOf).filter(({ to }) =>
      ![folder, ...allowed].some((place) => isBelow(to, place))
    )
  );
  assertEquals(wrong.map(({ from, to }) => `${from} imports ${to}`), []);
});

Deno.test("the table names every folder", () => {
  const folders = [...Deno.readDirSync(join(ROOT, "src"))]
    .filter((entry) => entry.isDirectory).map((entry) => `src/${entry.name}`);
  assertEquals(folders.filter((folder) => !(folder in TABLE)), []);
});

Deno.test("the catalog loads models only inside load()", () => {
  const source = Deno.readTextFileSync(join(ROOT, "src/catalog.ts"));
  const statics = [...source.matchAll(/^(?:import|export)[^;]*?from "(\.[^"]+)";/gms)]
    .map((match) => normalize(join("src", match[1]!)));
  assert(statics.length > 5, "the pattern finds the imports");
  assertEquals(statics.filter((to) => !CATALOG.some((place) => isBelow(to, place))), []);
});

Deno.test("TensorFlow.js is imported in one file, and its backends in one folder", () => {
  const everywhere = [...Object.keys(TABLE).flatMap(modulesBelow), "src/catalog.ts"];
  const importing = (name: RegExp) =>
    everywhere.filter((module) => name.test(Deno.readTextFileSync(join(ROOT, module))));
  assertEquals(importing(/from "@tensorflow\/tfjs"/), ["src/tensor/tf.ts"]);
  const backends = importing(/"@tensorflow\/tfjs-backend/);
  assertEquals(backends.filter((module) => !isBelow(module, "src/backend")), []);
});

Deno.test("the driver never loads TensorFlow.js", async () => {
  for (const task of ["tasks/bench.ts", "tasks/perf.ts"]) {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", join(ROOT, task)],
      stdout: "piped",
      stderr: "null",
    });
    const { stdout } = await command.output();
    const graph = JSON.parse(new TextDecoder().decode(stdout));
    const loaded = reachable(graph, graph.roots[0]);
    assert(loaded.size > 50, "the graph is there");
    assertEquals([...loaded].filter((module) => module.includes("tensor/tf.ts")), [], task);
  }
});

/** Modules that load with `root`: static imports that are not types alone. */
function reachable(
  graph: {
    modules: {
      specifier: string;
      dependencies?: { code?: { specifier?: string }; isDynamic?: boolean }[];
    }[];
  },
  root: string,
): Set<string> {
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const seen = new Set<string>();
  const visit = (specifier: string) => {
    if (seen.has(specifier)) return;
    seen.add(specifier);
    for (const { code, isDynamic } of modules.get(specifier)?.dependencies ?? []) {
      if (code?.specifier && !isDynamic) visit(code.specifier);
    }
  };
  visit(root);
  return seen;
}
