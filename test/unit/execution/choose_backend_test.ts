import { assertEquals, assertRejects } from "@std/assert";
import {
  chooseBackend,
  describeAdapter,
  type GraphicsAdapter,
  type MachineView,
  type TensorflowAddon,
} from "../../../src/execution/choose_backend.ts";
import { BenchError } from "../../../src/spec/errors.ts";

function machine(
  adapter: GraphicsAdapter,
  { addon = { kind: "missing", reason: "not installed" }, softwareAllowed = false }: {
    addon?: TensorflowAddon;
    softwareAllowed?: boolean;
  } = {},
): MachineView {
  return {
    tensorflowAddon: () => addon,
    graphicsAdapter: () => Promise.resolve(adapter),
    softwareAllowed,
  };
}

const none: GraphicsAdapter = { kind: "none" };
const real: GraphicsAdapter = { kind: "hardware", description: "A real GPU" };
const software: GraphicsAdapter = { kind: "software", description: "llvmpipe" };

Deno.test("auto prefers TensorFlow on a GPU, then a real WebGPU adapter, then wasm", async () => {
  const gpu: TensorflowAddon = { kind: "present", gpu: "a GPU" };
  const noGpu: TensorflowAddon = { kind: "present", gpu: null };
  const name = async (view: MachineView) => (await chooseBackend("auto", view)).name;
  assertEquals(await name(machine(real, { addon: gpu })), "tensorflow");
  assertEquals(await name(machine(real, { addon: noGpu })), "webgpu");
  assertEquals(await name(machine(real)), "webgpu");
  assertEquals(await name(machine(software, { softwareAllowed: true })), "wasm");
  assertEquals(await name(machine(none)), "wasm");
});

Deno.test("the reason of an automatic choice names what was seen", async () => {
  assertEquals((await chooseBackend("auto", machine(software))).reason.includes("llvmpipe"), true);
  assertEquals((await chooseBackend("auto", machine(real))).reason.includes("A real GPU"), true);
});

Deno.test("a backend that cannot be used here is an error with exit code 3", async () => {
  const cases = [
    { name: "tensorflow", view: machine(real), says: "not installed" },
    { name: "webgpu", view: machine(none), says: "no adapter" },
    { name: "webgpu", view: machine(software), says: "llvmpipe" },
  ] as const;
  for (const { name, view, says } of cases) {
    const error = await assertRejects(() => chooseBackend(name, view), BenchError, says);
    assertEquals(error.code, 3);
  }
});

Deno.test("what is asked for is taken where it can be", async () => {
  assertEquals((await chooseBackend("wasm", machine(real))).name, "wasm");
  assertEquals((await chooseBackend("cpu", machine(real))).name, "cpu");
  assertEquals((await chooseBackend("webgpu", machine(real))).name, "webgpu");
  const allowed = machine(software, { softwareAllowed: true });
  assertEquals((await chooseBackend("webgpu", allowed)).name, "webgpu");
});

Deno.test("renderers on the CPU count as software whatever they say of themselves", () => {
  const info = { description: "", vendor: "", architecture: "", device: "" };
  const kind = (change: Partial<typeof info> & { isFallbackAdapter?: boolean }) =>
    describeAdapter({ ...info, ...change }).kind;
  assertEquals(kind({ description: "llvmpipe (LLVM 15)", isFallbackAdapter: false }), "software");
  assertEquals(kind({ architecture: "swiftshader", isFallbackAdapter: false }), "software");
  assertEquals(kind({ description: "A real GPU", isFallbackAdapter: true }), "software");
  // Without a statement it cannot be told apart, and software is never taken for a GPU.
  assertEquals(kind({ description: "A real GPU" }), "software");
  assertEquals(kind({ description: "A real GPU", isFallbackAdapter: false }), "hardware");
});
