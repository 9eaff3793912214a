"""The PyTorch side of `deno task perf`: whole training steps of `ctm_reference.py`, one thread.

    python3 step_benchmark.py describe              versions, BLAS and its speed, as one line of JSON
    python3 step_benchmark.py serve FOLDER VARIANT  prepares the case in FOLDER and answers requests for steps
    python3 step_benchmark.py check DIR VARIANT     holds the measured steps to the golden cases below DIR

Variants: `eager` projects keys and values again at every tick, as `nn.MultiheadAttention` does in the authors' code;
`cached` does it once a forward pass; `compiled` is `torch.compile` of the cached one.

FOLDER holds `case.json` (`kind`, `config`, `loss`, `optimizer` as in the golden cases) and `tensors.safetensors`.
Requests and answers are lines of JSON, see src/perf/requests.ts.
"""

import json
import math
import os
import resource
import sys
import time

# Before the libraries that read them are loaded: torch.set_num_threads does not reach every BLAS.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import torch
import torch.nn.functional as F

import small_convolutions
from ctm_reference import certainty, forward, linear, loss_of, read_map, recur, think
from fixtures import Case, read_safetensors

WARMUP_STEPS = 5
WARMUP_SECONDS = 0.5


# ---------------------------------------------------------------- the measured forward pass

def cached_attention(p, heads, tokens):
    """The reading of one tick, with keys and values projected once."""
    batch, count, width = tokens.shape
    weight, bias = p["attention.in_proj_weight"], p["attention.in_proj_bias"]
    both = F.linear(tokens, weight[width:], bias[width:]).reshape(batch, count, 2, heads, width // heads)
    keys, values = both[:, :, 0].permute(0, 2, 3, 1).contiguous(), both[:, :, 1].transpose(1, 2).contiguous()
    scale = 1 / math.sqrt(width // heads)

    def read(_, ask):
        query = F.linear(linear(p, "q_proj", ask), weight[:width], bias[:width]) * scale
        shares = torch.softmax(query.reshape(batch, heads, 1, width // heads) @ keys, -1)
        return linear(p, "attention.out_proj", (shares @ values).reshape(batch, width))

    return read


def cached_forward(kind, p, c, x):
    read = cached_attention(p, c["heads"], read_map(p, c, x, True, {}))
    if kind == "ctm":
        answers = think(p, c, len(x), c["iterations"], read, True, {})
    else:
        names = lambda layer: [f"lstm.{part}_l{layer}" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        answers = recur(p, c, len(x), c["iterations"], c["num_layers"], names, read, {})
    return torch.stack(answers, -1), torch.stack([certainty(c, y) for y in answers], -1)


def predict(kind, p, c, x, variant):
    if "small_convolutions" in c:
        x = small_convolutions.backbone(p, c["small_convolutions"], x)
    if kind == "cnn":
        return small_convolutions.head(p, x), None
    if variant == "eager" or kind == "ff":
        return forward(kind, p, c, x, None, True)[:2]
    return cached_forward(kind, p, c, x)


class Step:
    """One training step: forward pass, loss, backward pass, AdamW."""

    def __init__(self, case, tensors, variant, dtype):
        """`tensors` go by their names in a case: `param/...`, `buffer/...`, `input/...`."""
        kind, c, call = case["kind"], case["config"], case["optimizer"]
        groups = {"param": {}, "buffer": {}, "input": {}}
        for name, array in tensors.items():
            group, key = name.split("/", 1)
            groups[group][key] = typed(array, dtype)
        self.parameters = groups["param"]
        for parameter in self.parameters.values():
            parameter.requires_grad_()
        self.optimiser = torch.optim.AdamW(list(self.parameters.values()), lr=call["lr"], eps=call["eps"],
                                           betas=tuple(call["betas"]), weight_decay=call["weight_decay"])
        state = {**self.parameters, **groups["buffer"]}
        x, targets = groups["input"]["x"], groups["input"]["targets"]

        def loss():
            predictions, certainties = predict(kind, state, c, x, variant)
            return loss_of(case["loss"], predictions, certainties, targets, c.get("prediction_reshaper"))[0]

        self.loss = torch.compile(loss) if variant == "compiled" else loss

    def run(self):
        value = self.loss()
        self.optimiser.zero_grad(set_to_none=True)
        value.backward()
        self.optimiser.step()
        return value.detach()


def typed(array, dtype):
    t = torch.from_numpy(np.array(array))
    return t.to(dtype) if t.is_floating_point() else t.long()


# ---------------------------------------------------------------- commands

def describe():
    size, best = 768, 0
    a, b = torch.randn(size, size), torch.randn(size, size)
    until = time.perf_counter() + 0.5
    while time.perf_counter() < until:
        start = time.process_time()
        for _ in range(4):
            a @ b
        best = max(best, 4 * 2 * size ** 3 / (time.process_time() - start))
    answer(python=sys.version.split()[0], torch=torch.__version__, blas=blas(), cpuCapability=capability(),
           compiles=hasattr(torch, "compile"), matrixFlops=best)


def blas():
    """The library that multiplies PyTorch's matrices: the one it is built with, else the one that it has loaded."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        with open("/proc/self/maps") as maps:
            loaded = {os.path.basename(os.path.realpath(line.split()[-1])) for line in maps if "/" in line}
    except OSError:
        loaded = set()
    # NumPy may bring a library of its own.
    names = sorted(name for name in loaded if "scipy" not in name)
    for known in ("openblas", "blis", "atlas", "blas"):
        for name in names:
            if known in name.lower():
                return name
    return "unknown"


def capability():
    if hasattr(torch.backends, "cpu"):
        return torch.backends.cpu.get_cpu_capability()
    line = next((line for line in torch.__config__.show().splitlines() if "CPU capability" in line), "unknown")
    return line.split(":")[-1].strip()


def serve(folder, variant):
    load_libraries()
    before = resident()
    with open(os.path.join(folder, "case.json")) as file:
        case = json.load(file)
    step = Step(case, read_safetensors(os.path.join(folder, "tensors.safetensors")), variant, torch.float32)
    losses, until = [], time.process_time() + WARMUP_SECONDS
    while len(losses) < WARMUP_STEPS or time.process_time() < until:
        start = time.process_time()
        losses.append(step.run().item())
    milliseconds = 1000 * (time.process_time() - start)
    finite = [loss if math.isfinite(loss) else None for loss in losses[:WARMUP_STEPS]]
    answer(ready=dict(kernels=f"PyTorch {torch.__version__}, {variant}", losses=finite, stepMilliseconds=milliseconds))
    for line in sys.stdin:
        cpu, wall = [], []
        for _ in range(json.loads(line)["steps"]):
            start = time.process_time(), time.perf_counter()
            step.run()
            cpu.append(1000 * (time.process_time() - start[0]))
            wall.append(1000 * (time.perf_counter() - start[1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        answer(cpuMilliseconds=cpu, wallMilliseconds=wall,
               memory=dict(peakBytes=max(0, peak - before), backendBytes=None))


def load_libraries():
    """A step of a tiny model, so that code that is loaded at its first use does not count as memory of the case."""
    weight = torch.randn(8, 8, requires_grad=True)
    optimiser = torch.optim.AdamW([weight])
    for x in (torch.randn(8, 8), torch.randn(2, 8, 8)):
        F.softmax(x @ weight, -1).sum().backward()
    F.conv2d(torch.randn(2, 8, 4, 4), weight[:, :, None, None]).sum().backward()
    optimiser.step()


def resident():
    """Bytes of this process in memory."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answer(**content):
    print(json.dumps(content), flush=True)


def check(folder, variant):
    """The loss, every gradient and the parameters after the steps, in double precision."""
    checked = failed = 0
    for name in sorted(os.listdir(folder)):
        case = Case(os.path.join(folder, name))
        info = case.info
        if info["kind"] not in ("ctm", "lstm", "ff") or info["mode"] != "train":
            continue
        given = {n: case.stored(n) for n in case.entries if n.startswith(("param/", "buffer/", "input/"))}
        step = Step(info, given, variant, torch.float64)
        got = {}
        for count in range(1, info["optimizer"]["steps"] + 1):
            value = step.run()
            if count == 1:
                got["loss/value"] = value
                got |= {"grad/" + n: p.grad.clone() for n, p in step.parameters.items() if p.grad is not None}
            prefix = {1: "step/", 3: "step3/"}.get(count)
            if prefix:
                got |= {prefix + n: p.detach().clone() for n, p in step.parameters.items()}
        wanted = [n for n in case.entries if n.startswith(("loss/value", "grad/", "step/", "step3/"))]
        errors = {n: case.error(n, got[n].numpy()) if n in got else math.inf for n in wanted}
        worst = max(errors, key=errors.get)
        ok = errors[worst] <= 1
        checked += 1
        failed += not ok
        print("ok  " if ok else "FAIL", name, len(errors), "tensors, worst", f"{errors[worst]:.2g}", worst)
    print(f"{checked} cases, {failed} failed")
    return failed > 0 or checked == 0


if __name__ == "__main__":
    torch.set_num_threads(1)
    command, *rest = sys.argv[1:]
    sys.exit({"describe": describe, "serve": serve, "check": check}[command](*rest))
