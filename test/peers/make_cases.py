"""Holds the reference against golden cases, and makes further cases in the same format.

    python3 make_cases.py check DIR      compares every model case below DIR
    python3 make_cases.py make DIR       writes cases of sizes and options that the golden cases do not have
    python3 make_cases.py draw DIR SEED COUNT   writes cases of drawn sizes and options
"""

import json
import os
import sys

import numpy as np
import torch

from ctm_reference import forward, index_table, loss_of
from declare import declare
from fixtures import Case, write_safetensors

BUFFER = ("running_mean", "running_var", "num_batches_tracked", "index_backbone.embedding")


def is_buffer(name):
    return name.endswith(BUFFER) or "_neuron_indices_" in name


def tensor(array, dtype):
    t = torch.from_numpy(np.array(array))
    return t.to(dtype) if t.is_floating_point() else t


def compute(kind, case, arrays, inputs, dtype):
    """Everything that a case stores, by its name there, in one precision."""
    c, train = case["config"], case["mode"] == "train"
    state = {name: tensor(a, dtype) for name, a in arrays.items()}
    names = [name for name in state if not is_buffer(name)]
    for name in names:
        state[name].requires_grad_()
    x, targets = tensor(inputs["x"], dtype), tensor(inputs["targets"], dtype)
    z = None if "z" not in inputs else tensor(inputs["z"], dtype)
    predictions, certainties, seen = forward(kind, state, c, x, z, train)
    out = {"expected/predictions": predictions}
    if certainties is not None:
        out["expected/certainties"] = certainties
    for name, value in seen.items():
        if isinstance(value, list):
            if value:
                out["expected/" + name] = torch.stack(value)
        else:
            out["expected/" + name] = value
    if train:
        for name in state:
            if name.endswith(BUFFER[:3]):
                out["expected/buffer_after/" + name] = state[name].clone()
    shape = c.get("prediction_reshaper")
    value, parts = loss_of(case["loss"], predictions, certainties, targets, shape)
    out["loss/value"] = value
    out |= {"loss/" + name: part for name, part in parts.items()}
    call = case["optimizer"]
    optimiser = torch.optim.AdamW([state[name] for name in names], lr=call["lr"], betas=tuple(call["betas"]),
                                  eps=call["eps"], weight_decay=call["weight_decay"])
    for step in range(1, call["steps"] + 1):
        if step > 1:
            again, certain, _ = forward(kind, state, c, x, z, train)
            value, _ = loss_of(case["loss"], again, certain, targets, shape)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        if step == 1:
            for name in names:
                if state[name].grad is not None:
                    out["grad/" + name] = state[name].grad.clone()
        optimiser.step()
        if step in (1, 3):
            for name in names:
                out[("step/" if step == 1 else "step3/") + name] = state[name].detach().clone()
    none = [name for name in names if "grad/" + name not in out]
    return {name: value.detach().numpy() for name, value in out.items()}, none


def check(folder):
    failed = 0
    for name in sorted(os.listdir(folder)):
        case = Case(os.path.join(folder, name))
        kind = case.info["kind"]
        if kind in ("loss", "scheduler", "trajectory"):
            continue
        arrays = {n.split("/", 1)[1]: case.stored(n) for n in case.entries if n.startswith(("param/", "buffer/"))}
        inputs = {n.split("/", 1)[1]: case.stored(n) for n in case.entries if n.startswith("input/")}
        channels = channels_of(kind, case.info["config"], inputs["x"].shape)
        declared = declare(kind, case.info["config"], channels)
        shapes = {n: tuple(a.shape) for n, a in arrays.items()}
        assert declared == shapes, (name, set(declared.items()) ^ set(shapes.items()))
        got, none = compute(kind, case.info, arrays, inputs, torch.float64)
        assert none == case.info["grad_none"], (name, none)
        wanted = [n for n in case.entries if not n.startswith(("param/", "buffer/", "input/"))]
        missing = [n for n in wanted if n not in got]
        errors = {n: case.error(n, got[n]) for n in wanted if n in got}
        worst = max(errors, key=errors.get)
        ok = errors[worst] <= 1 and not missing
        failed += not ok
        print("ok  " if ok else "FAIL", name, len(errors), "tensors, worst", f"{errors[worst]:.2g}", worst, missing)
    return failed


def channels_of(kind, c, shape):
    if kind == "ctm_sort" or c.get("backbone_type") == "parity_backbone":
        return 1
    return shape[2] if kind.endswith("qamnist") else shape[1]


# ---------------------------------------------------------------- making

def draw(kind, c, channels, random):
    """A state dictionary that excites everything: no parameter at 0 or 1."""
    arrays = {}
    for name, shape in declare(kind, c, channels).items():
        last = name.split(".")[-1]
        u = lambda scale: random.uniform(-scale, scale, shape).astype(np.float32)
        if "_neuron_indices_" in name:
            arrays[name] = indices(name, c, shape[0], arrays, random)
        elif last == "num_batches_tracked":
            arrays[name] = np.asarray(random.integers(0, 9), np.int32)
        elif name == "index_backbone.embedding":
            arrays[name] = index_table(shape[1]).numpy().astype(np.float32)
        elif last == "running_var":
            arrays[name] = 1 + 0.3 * u(1)
        elif name.startswith("decay_params"):
            arrays[name] = 0.4 + 0.6 * u(1)
            arrays[name][:2] = [17.0, -0.5][:min(2, shape[0])]
        elif last == "T":
            arrays[name] = 1.2 + 0 * u(1)
        elif last == "Wr" or ".Wr." in name:
            arrays[name] = 3 * u(1)
        elif len(shape) == 1:
            arrays[name] = (1 if last == "weight" else 0) + 0.3 * u(1)
        elif last == "w1":
            arrays[name] = 2 * u(1) / np.float32(np.sqrt(shape[0]))
        else:
            arrays[name] = 2 * u(1) / np.float32(np.sqrt(np.prod(shape[1:])))
        arrays[name] = np.asarray(arrays[name], np.int32 if arrays[name].dtype.kind == "i" else np.float32)
    return arrays


def indices(name, c, count, arrays, random):
    neurons, select = c["d_model"], c["neuron_select_type"]
    if select == "first-last":
        first = 0 if name.startswith("out") else neurons - count
        return np.arange(first, first + count, dtype=np.int32)
    drawn = random.integers(0, neurons, count).astype(np.int32)
    if name.endswith("right") and select == "random-pairing":
        own = c["n_random_pairing_self"]
        drawn[:own] = arrays[name.replace("right", "left")][:own]
    return drawn


def moved(arrays, random):
    """Every float moved by half a unit in the last place."""
    return {n: a if a.dtype == np.int32 else a + random.choice([-0.5, 0.5], a.shape) * np.spacing(np.abs(a))
            for n, a in arrays.items()}


def make(folder, name, kind, c, x, targets, loss, mode="train", z=None, seed=1, lr=1e-3, steps=1, wd=0.01):
    random = np.random.default_rng(seed)
    inputs = {"x": x, "targets": np.asarray(targets, np.int32), **({} if z is None else {"z": z})}
    case = {"config": c, "mode": mode, "loss": loss, "optimizer": {
        "name": "AdamW", "amsgrad": False, "lr": lr, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": wd, "steps": steps}}
    channels = channels_of(kind, c, x.shape)
    for attempt in range(40):
        arrays = draw(kind, c, channels, random)
        exact, none = compute(kind, case, arrays, inputs, torch.float64)
        single, _ = compute(kind, case, arrays, inputs, torch.float32)
        # A fixed parity or classification input stays as it is; others move too.
        shaken = {"x": inputs["x"]} if c.get("backbone_type") == "parity_backbone" or kind.endswith("qamnist") else moved(
            {"x": inputs["x"]}, random)
        other, _ = compute(kind, case, moved(arrays, random), {**inputs, **shaken}, torch.float64)
        ticks = [n for n in exact if n in ("loss/index1", "loss/index2", "loss/upto_where")]
        if all(np.array_equal(exact[n], run[n]) for n in ticks for run in (single, other)):
            break
    else:
        raise SystemExit(f"{name}: no draw whose ticks are clear")
    tensors, entries = {}, []
    for prefix, group in (("input", inputs), *(("buffer" if is_buffer(n) else "param", {n: a}) for n, a in arrays.items())):
        for n, a in group.items():
            tensors[f"{prefix}/{n}"] = a
            entries.append({"name": f"{prefix}/{n}", "dtype": "I32" if a.dtype == np.int32 else "F32", "shape": list(a.shape)})
    for n, value in exact.items():
        entries.append(entry(n, value, single[n], other[n], exact, single, other, lr))
        tensors[n] = np.asarray(value, np.int32 if entries[-1]["dtype"] == "I32" else np.float32)
    os.makedirs(os.path.join(folder, name))
    write_safetensors(os.path.join(folder, name, "tensors.safetensors"), tensors)
    info = {"format": "ctm-fixture-1", "name": name, "kind": kind, **case, "grad_none": none, "generated": [], "tensors": entries}
    with open(os.path.join(folder, name, "case.json"), "w") as f:
        json.dump(info, f)
    print("made", name)


def entry(name, value, single, other, exact, single_all, other_all, lr):
    e = {"name": name, "shape": list(value.shape)}
    if value.dtype.kind == "i":
        return {**e, "dtype": "I32", "tolerance": {"exact": True}}
    e["dtype"] = "F32"
    noise = lambda a, b, d: float(max(np.abs(a - b).max(initial=0), np.abs(a - d).max(initial=0)))
    scale = float(np.abs(value).max(initial=0))
    kind, rest = name.split("/", 1)
    if kind in ("step", "step3"):
        gradient = "grad/" + rest
        if gradient in exact:
            e["min_abs_grad"] = 200 * noise(exact[gradient], single_all[gradient], other_all[gradient]) + 1e-9
        # A gradient that is small at a later step moves its element either way.
        later = 10 * noise(value, single, other) if kind == "step3" else 0
        return {**e, "tolerance": {"atol": max(4e-3 * lr, later), "rtol": 1e-6}}
    gradient = kind == "grad"
    atol = max(10 * noise(value, single, other), (1e-5 if gradient else 5e-6) * scale, 1e-9)
    if name == "loss/value":
        e["value"] = float(value)
    return {**e, "tolerance": {"atol": atol, "rtol": 5e-4 if gradient else 1e-4}}


CTM = dict(iterations=5, d_model=20, d_input=8, heads=2, n_synch_out=9, n_synch_action=7, synapse_depth=1, memory_length=3,
           deep_nlms=True, memory_hidden_dims=4, do_layernorm_nlm=False, backbone_type="none",
           positional_embedding_type="none", out_dims=5, prediction_reshaper=[-1], dropout=0.0, dropout_nlm=None,
           neuron_select_type="random-pairing", n_random_pairing_self=0)
LSTM = dict(iterations=5, d_model=11, d_input=8, heads=2, backbone_type="none", num_layers=1,
            positional_embedding_type="none", out_dims=5, prediction_reshaper=[-1], dropout=0.0)
IMAGE = {"name": "image_classification_loss", "use_most_certain": True}


def questions(random, batch, digits, repeats, operations, size, channels=1):
    images = random.normal(size=(batch, digits, channels, size, size)).astype(np.float32)
    parts = [random.integers(0, digits, batch)]
    for _ in range(operations):
        parts += [random.integers(-2, 0, batch), random.integers(0, digits, batch)]
    return (np.repeat(images, repeats[0], 1), np.repeat(np.stack(parts, 1), repeats[1], 1).astype(np.int32))


def further(folder):
    r = np.random.default_rng(7)
    f = lambda *shape: r.normal(size=shape).astype(np.float32)
    cls = lambda batch, classes: r.integers(0, classes, batch)
    signs = lambda *shape: r.choice([-1.0, 1.0], shape).astype(np.float32)
    m = lambda name, kind, c, *a, **k: make(folder, name, kind, c, *a, seed=len(name) * 31 + ord(name[-1]), **k)
    m("ctm_one_token", "ctm", CTM, f(2, 6, 1, 1), cls(2, 5), IMAGE)
    m("ctm_batch_one", "ctm", {**CTM, "d_model": 37, "synapse_depth": 4, "heads": 8}, f(1, 3, 5), cls(1, 5), IMAGE, steps=3)
    m("ctm_last_tick", "ctm", {**CTM, "neuron_select_type": "first-last", "n_synch_out": 3, "n_synch_action": 1},
      f(3, 4, 2, 3), cls(3, 5), {"name": "image_classification_loss", "use_most_certain": False})
    m("ctm_dropout_eval", "ctm", {**CTM, "dropout": 0.3, "dropout_nlm": 0.5, "memory_length": 1, "synapse_depth": 3},
      f(3, 4, 2, 3), cls(3, 5), IMAGE, mode="eval")
    m("ctm_linear_norm", "ctm", {**CTM, "deep_nlms": False, "do_layernorm_nlm": True, "neuron_select_type": "random"},
      f(3, 4, 2, 3), cls(3, 5), IMAGE, steps=3, lr=1e-2)
    m("ctm_self_pairs", "ctm", {**CTM, "n_random_pairing_self": 6, "iterations": 12, "memory_length": 20}, f(2, 4, 2, 3),
      cls(2, 5), IMAGE)
    m("ctm_rotational_1d_tokens", "ctm", {**CTM, "positional_embedding_type": "custom-rotational-1d"}, f(2, 6, 7), cls(2, 5),
      IMAGE)
    m("ctm_rotational_2d_map", "ctm", {**CTM, "positional_embedding_type": "custom-rotational"}, f(2, 6, 3, 3), cls(2, 5), IMAGE)
    m("ctm_fourier_map", "ctm", {**CTM, "positional_embedding_type": "multi-learnable-fourier"}, f(2, 6, 2, 4), cls(2, 5), IMAGE)
    m("ctm_reshaper_three", "ctm", {**CTM, "out_dims": 12, "prediction_reshaper": [2, 3, 2]}, f(2, 6, 2, 2), cls(2, 12), IMAGE)
    m("ctm_reshaper_free", "ctm", {**CTM, "out_dims": 12, "prediction_reshaper": [4, -1]}, f(2, 6, 2, 2), cls(2, 12), IMAGE)
    m("ctm_resnet34-1", "ctm", {**CTM, "backbone_type": "resnet34-1"}, f(2, 1, 9, 7), cls(2, 5), IMAGE)
    m("ctm_resnet50-1_eval", "ctm", {**CTM, "backbone_type": "resnet50-1", "positional_embedding_type": "learnable-fourier"},
      f(2, 4, 6, 8), cls(2, 5), IMAGE, mode="eval")
    m("ctm_resnet50-2_train", "ctm", {**CTM, "backbone_type": "resnet50-2", "iterations": 2}, f(3, 3, 8, 8), cls(3, 5), IMAGE)
    m("parity_one_tick", "ctm", {**CTM, "iterations": 1, "backbone_type": "parity_backbone", "out_dims": 14,
                                 "prediction_reshaper": [7, 2], "positional_embedding_type": "custom-rotational-1d"},
      signs(2, 7), r.integers(0, 2, (2, 7)), {"name": "parity_loss", "use_most_certain": True})
    m("parity_depth4_last", "ctm", {**CTM, "d_model": 29, "synapse_depth": 4, "backbone_type": "parity_backbone",
                                    "out_dims": 10, "prediction_reshaper": [5, 2]},
      signs(4, 5), r.integers(0, 2, (4, 5)), {"name": "parity_loss", "use_most_certain": False})
    m("maze_one_tick", "ctm", {**CTM, "iterations": 1, "out_dims": 30, "prediction_reshaper": [6, 5]}, f(3, 4, 3, 3),
      r.integers(0, 5, (3, 6)), {"name": "maze_loss", "use_most_certain": True, "cirriculum_lookahead": 2})
    m("maze_last", "ctm", {**CTM, "out_dims": 30, "prediction_reshaper": [6, 5], "backbone_type": "resnet18-1"}, f(2, 3, 9, 9),
      r.integers(0, 5, (2, 6)), {"name": "maze_loss", "use_most_certain": False, "cirriculum_lookahead": 5}, mode="eval")
    m("maze_lstm", "lstm", {**LSTM, "num_layers": 2, "out_dims": 30, "prediction_reshaper": [6, 5]}, f(3, 4, 3, 3),
      r.integers(0, 5, (3, 6)), {"name": "maze_loss", "use_most_certain": False, "cirriculum_lookahead": 3}, steps=3)
    m("lstm_resnet", "lstm", {**LSTM, "num_layers": 3, "backbone_type": "resnet18-1", "heads": 1, "d_input": 7},
      f(2, 2, 8, 6), cls(2, 5), IMAGE)
    m("ff_resnet50", "ff", dict(d_model=13, backbone_type="resnet50-1", out_dims=4, dropout=0.0), f(3, 2, 8, 8), cls(3, 4),
      {"name": "cross_entropy"})
    m("ff_dropout_eval", "ff", dict(d_model=9, backbone_type="resnet18-1", out_dims=4, dropout=0.5), f(3, 2, 8, 8), cls(3, 4),
      {"name": "cross_entropy"}, mode="eval")
    sort = {**CTM, "d_input": 7, "heads": 4, "out_dims": 8, "iterations": 16}
    x = f(3, 7)
    m("sort_seven", "ctm_sort", sort, x, x.argsort(1), {"name": "sort_loss"}, steps=3)
    x = f(2, 3)
    m("sort_first_last", "ctm_sort", {**sort, "d_input": 3, "out_dims": 4, "iterations": 3, "neuron_select_type": "first-last",
                                      "n_synch_out": 4, "synapse_depth": 3, "memory_length": 1}, x, x.argsort(1),
      {"name": "sort_loss"})
    q = {k: v for k, v in CTM.items() if k not in ("backbone_type", "positional_embedding_type", "dropout_nlm")} | dict(
        iterations_per_digit=3, iterations_per_question_part=1, iterations_for_answering=4, out_dims=10,
        neuron_select_type="random", iterations=7)
    x, z = questions(r, 3, 3, (3, 1), 2, 12)
    m("qamnist_eval", "ctm_qamnist", q, x, cls(3, 10), {"name": "qamnist_loss", "use_most_certain": True, "last_ticks": 4},
      mode="eval", z=z)
    x, z = questions(r, 2, 1, (1, 1), 1, 8)
    m("qamnist_one_tick", "ctm_qamnist", {**q, "iterations_per_digit": 1, "iterations_for_answering": 1}, x, cls(2, 10),
      {"name": "qamnist_loss", "use_most_certain": True, "last_ticks": 1}, z=z, steps=3)
    x, z = questions(r, 2, 4, (2, 3), 3, 9)
    m("qamnist_last", "ctm_qamnist", {**q, "iterations_per_digit": 2, "iterations_per_question_part": 3}, x, cls(2, 10),
      {"name": "qamnist_loss", "use_most_certain": False, "last_ticks": 4}, z=z)
    l = {k: v for k, v in LSTM.items() if k not in ("backbone_type", "positional_embedding_type", "num_layers")} | dict(
        iterations_per_digit=2, iterations_per_question_part=2, iterations_for_answering=3, out_dims=10)
    x, z = questions(r, 3, 2, (2, 2), 1, 12)
    m("qamnist_lstm", "lstm_qamnist", l, x, cls(3, 10), {"name": "qamnist_loss", "use_most_certain": False, "last_ticks": 3}, z=z)


def drawn(folder, seed, count):
    """Cases whose sizes and options are drawn."""
    r = np.random.default_rng(seed)
    pick = lambda *options: options[r.integers(len(options))]
    size = lambda low, high: int(r.integers(low, high + 1))
    f = lambda *shape: r.normal(size=shape).astype(np.float32)
    for i in range(count):
        kind = pick("ctm", "ctm", "ctm", "ctm_sort", "ctm_qamnist", "lstm", "lstm_qamnist", "ff")
        heads, batch = size(1, 4), size(1, 4)
        select, out, action = pick("random", "random-pairing", "first-last"), size(2, 9), size(2, 9)
        c = dict(iterations=size(1, 7), d_model=size(18, 50), d_input=heads * size(1, 4), heads=heads, n_synch_out=out,
                 n_synch_action=action, synapse_depth=size(1, 5), memory_length=size(1, 9), deep_nlms=pick(True, True, False),
                 memory_hidden_dims=size(1, 6), do_layernorm_nlm=False, backbone_type="none", positional_embedding_type="none",
                 out_dims=size(2, 9), prediction_reshaper=[-1], dropout=0.0, dropout_nlm=None, neuron_select_type=select,
                 n_random_pairing_self=size(0, min(out, action) - 1))
        c["do_layernorm_nlm"] = c["memory_length"] > 2 and c["memory_hidden_dims"] > 2 and pick(True, False)
        certain, mode, z = pick(True, False), pick("train", "train", "eval"), None
        call = {"name": "image_classification_loss", "use_most_certain": certain}
        classes = c["out_dims"]
        if kind.endswith("qamnist"):
            repeats, answer = (size(1, 3), size(1, 3)), size(1, 5)
            x, z = questions(r, batch, size(1, 4), repeats, size(0, 3) or 1, pick(8, 9, 14))
            c |= dict(iterations_per_digit=repeats[0], iterations_per_question_part=repeats[1], iterations_for_answering=answer)
            call = {"name": "qamnist_loss", "use_most_certain": certain, "last_ticks": answer}
            targets = r.integers(0, classes, batch)
            drop = ["backbone_type", "positional_embedding_type", "dropout_nlm"]
        elif kind == "ctm_sort":
            count_ = size(2, 6)
            c |= dict(d_input=count_, out_dims=count_ + 1, iterations=size(count_, 3 * count_))
            x = f(batch, count_)
            targets, call, drop = x.argsort(1), {"name": "sort_loss"}, []
        else:
            drop = []
            c["backbone_type"] = pick("none", "none", "resnet18-1", "resnet34-1", "resnet18-2", "resnet50-1", "parity_backbone")
            if kind == "ff":
                c["backbone_type"] = pick("resnet18-1", "resnet18-2", "resnet50-1")
                call = {"name": "cross_entropy"}
            height, width = size(3, 6), size(3, 6)
            embedding = pick("none", "none", "learnable-fourier", "custom-rotational")
            if c["backbone_type"] == "parity_backbone":
                length = size(2, 9)
                x = r.choice([-1.0, 1.0], (batch, length)).astype(np.float32)
                c |= dict(out_dims=2 * length, prediction_reshaper=[length, 2])
                embedding, targets = pick("none", "custom-rotational-1d"), r.integers(0, 2, (batch, length))
                call = {"name": "parity_loss", "use_most_certain": certain}
            else:
                if embedding == "custom-rotational":
                    width = height
                # Small maps: among a million units one sits at the kink of its ReLU in any float32.
                scale = 1 if c["backbone_type"] == "none" else 2
                x = f(batch, size(1, 5), height * scale, width * scale)
                targets = r.integers(0, classes, batch)
                if kind != "ff" and pick(True, False, False):
                    length = size(2, 7)
                    c |= dict(out_dims=5 * length, prediction_reshaper=[length, 5])
                    targets = r.integers(0, 5, (batch, length))
                    call = {"name": "maze_loss", "use_most_certain": certain, "cirriculum_lookahead": size(1, 6)}
            c["positional_embedding_type"] = embedding
            if mode == "eval":
                c |= dict(dropout=0.25, dropout_nlm=pick(None, 0.1))
        machine = ["n_synch_out", "n_synch_action", "synapse_depth", "memory_length", "deep_nlms", "memory_hidden_dims",
                   "do_layernorm_nlm", "neuron_select_type", "n_random_pairing_self", "dropout_nlm"]
        if kind.startswith("lstm"):
            drop += machine
            if kind == "lstm":
                c["num_layers"] = size(1, 3)
        if kind == "ff":
            drop = [k for k in c if k not in ("d_model", "backbone_type", "out_dims", "dropout")]
        c = {k: v for k, v in c.items() if k not in drop}
        make(folder, f"drawn_{seed}_{i:03}_{kind}", kind, c, x, targets, call, mode=mode, z=z, seed=seed * 1000 + i,
             steps=pick(1, 3) if c.get("backbone_type", "none") == "none" else 1, lr=pick(1e-3, 1e-2), wd=pick(0.0, 0.1))


if __name__ == "__main__":
    command, folder, *numbers = sys.argv[1:]
    torch.set_num_threads(1)
    if command == "check":
        sys.exit(check(folder) > 0)
    further(folder) if command == "make" else drawn(folder, *map(int, numbers))
