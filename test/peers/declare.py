"""Names and shapes of the state dictionaries of the authors' models, from the specification (sections 1, 3, 4)."""

import numpy as np

from ctm_reference import BLOCKS, GROUPS, INDICES


def linear(name, inputs, outputs):
    return {name + ".weight": (outputs, inputs), name + ".bias": (outputs,)}


def norm(name, width):
    return {name + ".weight": (width,), name + ".bias": (width,)}


def batch_norm(name, width):
    return {**norm(name, width), name + ".running_mean": (width,), name + ".running_var": (width,),
            name + ".num_batches_tracked": ()}


def conv(name, inputs, outputs, size, bias=False, groups=1):
    return {name + ".weight": (outputs, inputs // groups, size, size), **({name + ".bias": (outputs,)} if bias else {})}


def resnet(kind, channels):
    depth, cut = map(int, kind[len("resnet"):].split("-"))
    d = {**conv("initial_rgb", channels, 3, 1, True), **conv("backbone.conv1", 3, 64, 3), **batch_norm("backbone.bn1", 64)}
    inputs, bottleneck = 64, depth >= 50
    for layer in range(1, cut + 1):
        planes = 64 * 2 ** (layer - 1)
        outputs = planes * (4 if bottleneck else 1)
        for block in range(BLOCKS[depth][layer - 1]):
            name = f"backbone.layer{layer}.{block}"
            plan = [(inputs, planes, 1), (planes, planes, 3), (planes, outputs, 1)] if bottleneck else [
                (inputs, outputs, 3), (outputs, outputs, 3)]
            for i, (a, b, size) in enumerate(plan, 1):
                d |= conv(f"{name}.conv{i}", a, b, size) | batch_norm(f"{name}.bn{i}", b)
            if inputs != outputs or (layer > 1 and block == 0):
                d |= conv(name + ".downsample.0", inputs, outputs, 1) | batch_norm(name + ".downsample.1", outputs)
            inputs = outputs
    return d, inputs


def backbone(c, channels):
    kind = c["backbone_type"]
    if kind == "none":
        return {}, channels
    if kind == "parity_backbone":
        return {"backbone.embedding.weight": (2, c["d_input"])}, c["d_input"]
    if kind == "shallow-wide":
        d = conv("backbone.layers.0", channels, 4096, 3, True) | batch_norm("backbone.layers.2", 2048)
        d |= conv("backbone.layers.3", 2048, 4096, 3, True, GROUPS) | batch_norm("backbone.layers.5", 2048)
        return d, 2048
    return resnet(kind, channels)


def mnist(c, channels):
    width = c["d_input"]
    d = conv("backbone_digit.layers.0", channels, width, 3, True) | batch_norm("backbone_digit.layers.1", width)
    d |= conv("backbone_digit.layers.4", width, width, 3, True) | batch_norm("backbone_digit.layers.5", width)
    return d | {"operator_backbone.embedding.weight": (2, width), "index_backbone.embedding": (INDICES, width)}, width


def embedding(kind, width):
    name = "positional_embedding"
    if kind == "none":
        return {}
    if kind == "custom-rotational-1d":
        return linear(name + ".projection", 2, width)
    if kind == "custom-rotational":
        return {name + ".start_vector": (2,), **linear(name + ".projection.0", 4, width)}

    def fourier(name):
        return {name + ".Wr.weight": (128, 2), **linear(name + ".mlp.0", 256, 128), **linear(name + ".mlp.2", 64, width),
                **norm(name + ".mlp.3", width)}

    if kind == "learnable-fourier":
        return fourier(name)
    d = {name + ".combination": (10,)}
    for i in range(10):
        d |= fourier(f"{name}.embedders.{i}")
    return d


def reader(c, channels, query):
    width = c["d_input"]
    return {**linear("kv_proj.0", channels, width), **norm("kv_proj.1", width), **linear("q_proj", query, width),
            "attention.in_proj_weight": (3 * width, width), "attention.in_proj_bias": (3 * width,),
            **linear("attention.out_proj", width, width)}


def synapse(depth, inputs, neurons):
    if depth == 1:
        return {**linear("synapses.1", inputs, 2 * neurons), **norm("synapses.3", neurons)}
    widths = [int(w) for w in np.linspace(neurons, 16, depth)]
    block = lambda name, i, a, b: {**linear(f"synapses.{name}.{i}", a, b), **norm(f"synapses.{name}.{i + 1}", b)}
    d = block("first_projection", 0, inputs, widths[0])
    for i, (wide, narrow) in enumerate(zip(widths, widths[1:])):
        d |= block(f"down_projections.{i}", 1, wide, narrow) | block(f"up_projections.{i}", 1, narrow, wide)
        d |= norm(f"synapses.skip_lns.{i}", wide)
    return d


def neuron_models(c):
    memory, neurons, hidden = c["memory_length"], c["d_model"], c["memory_hidden_dims"]
    sizes = {0: (memory, 2 * hidden), 2: (hidden, 2)} if c["deep_nlms"] else {0: (memory, 2)}
    d = {}
    for i, (a, b) in sizes.items():
        name = f"trace_processor.0.{i}"
        d |= {name + ".w1": (a, b, neurons), name + ".b1": (1, neurons, b), name + ".T": (1,)}
        if c["do_layernorm_nlm"]:
            d |= norm(name + ".layernorm", a)
    return d


def entries(c, pairs):
    return pairs if c["neuron_select_type"] == "random-pairing" else pairs * (pairs + 1) // 2


def machine(c, inputs, asks):
    neurons = c["d_model"]
    d = {"start_activated_state": (neurons,), "start_trace": (neurons, c["memory_length"]),
         "decay_params_out": (entries(c, c["n_synch_out"]),)}
    for side, pairs in (("action", c["n_synch_action"]), ("out", c["n_synch_out"])):
        if side == "action":
            if not asks:
                continue
            d["decay_params_action"] = (entries(c, pairs),)
        for hand in ("left", "right"):
            d[f"{side}_neuron_indices_{hand}"] = (pairs,)
    d |= synapse(c["synapse_depth"], inputs + neurons, neurons) | neuron_models(c)
    return d | linear("output_projector.0", entries(c, c["n_synch_out"]), c["out_dims"])


def cells(c, layers, names, start):
    width, d = c["d_model"], {}
    for layer in range(layers):
        a, b, e, f = names(layer)
        d |= {a: (4 * width, c["d_input"] if layer == 0 else width), b: (4 * width, width), e: (4 * width,), f: (4 * width,)}
    d |= {"start_hidden_state": start, "start_cell_state": start}
    return d | linear("output_projector.0", width, c["out_dims"])


def declare(kind, c, channels):
    """Name to shape of everything in a state dictionary; `channels` of the input."""
    if kind == "ff":
        d, width = resnet(c["backbone_type"], channels)
        return d | linear("output_projector.3", width, c["d_model"]) | linear(
            "output_projector.6", c["d_model"], c["out_dims"])
    if kind == "ctm_sort":
        return machine(c, c["d_input"], False)
    front, width = mnist(c, channels) if kind.endswith("qamnist") else backbone(c, channels)
    front |= embedding(c.get("positional_embedding_type", "none"), width)
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    if kind.startswith("ctm"):
        return front | reader(c, width, entries(c, c["n_synch_action"])) | machine(c, c["d_input"], True)
    front |= reader(c, width, c["d_model"])
    if kind == "lstm":
        layers = c["num_layers"]
        names = lambda layer: [f"lstm.{k}_l{layer}" for k in kinds]
        return front | cells(c, layers, names, (layers, c["d_model"]))
    return front | cells(c, 1, lambda _: [f"lstm_cell.{k}" for k in kinds], (c["d_model"],))
