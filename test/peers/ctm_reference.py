"""The Continuous Thought Machine family in PyTorch, written from the specification.

An independent peer of the TypeScript models: plain functions of a dictionary of parameters under the names of the
authors' state dictionaries, in whatever precision those have. It is held against the golden cases of the authors' own
code (`make_cases.py check`), makes further cases (`make_cases.py make`), and serves as the model of benchmarks.

`p` is the state dictionary, `c` the configuration under the names of the authors' constructors. Statistics of batch
normalisation are updated in place in training.
"""

import math

import torch
import torch.nn.functional as F

BLOCKS = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 4, 36, 3]}
GROUPS = 32
INDICES = 50


# ---------------------------------------------------------------- layers

def linear(p, name, x):
    return F.linear(x, p[name + ".weight"], p[name + ".bias"])


def layer_norm(p, name, x):
    return F.layer_norm(x, x.shape[-1:], p[name + ".weight"], p[name + ".bias"])


def batch_norm(p, name, x, train):
    if train:
        p[name + ".num_batches_tracked"] += 1
    return F.batch_norm(
        x, p[name + ".running_mean"], p[name + ".running_var"], p[name + ".weight"], p[name + ".bias"], train, 0.1, 1e-5
    )


def gate(x, axis=-1):
    value, control = x.chunk(2, axis)
    return value * torch.sigmoid(control)


def conv(p, name, x, stride=1, padding=0, groups=1):
    return F.conv2d(x, p[name + ".weight"], p.get(name + ".bias"), stride, padding, groups=groups)


# ---------------------------------------------------------------- what comes before the ticks

def resnet(p, kind, x, train):
    depth, cut = map(int, kind[len("resnet"):].split("-"))
    x = conv(p, "initial_rgb", x)
    x = torch.relu(batch_norm(p, "backbone.bn1", conv(p, "backbone.conv1", x, padding=1), train))
    x = F.max_pool2d(x, 3, 2, 1)
    for layer in range(1, cut + 1):
        for block in range(BLOCKS[depth][layer - 1]):
            name = f"backbone.layer{layer}.{block}"
            x = residual_block(p, name, x, 2 if layer > 1 and block == 0 else 1, depth >= 50, train)
    return x


def residual_block(p, name, x, stride, bottleneck, train):
    # (padding, stride) of the convolutions; the 3x3 one of a bottleneck carries the stride.
    plan = [(0, 1), (1, stride), (0, 1)] if bottleneck else [(1, stride), (1, 1)]
    y = x
    for i, (padding, step) in enumerate(plan, 1):
        y = batch_norm(p, f"{name}.bn{i}", conv(p, f"{name}.conv{i}", y, step, padding), train)
        if i < len(plan):
            y = torch.relu(y)
    if name + ".downsample.0.weight" in p:
        x = batch_norm(p, name + ".downsample.1", conv(p, name + ".downsample.0", x, stride), train)
    return torch.relu(x + y)


def shallow_wide(p, x, train):
    x = batch_norm(p, "backbone.layers.2", gate(conv(p, "backbone.layers.0", x, 2, 1), 1), train)
    return batch_norm(p, "backbone.layers.5", gate(conv(p, "backbone.layers.3", x, 1, 1, GROUPS), 1), train)


def mnist(p, x, train):
    for first in (0, 4):
        name = "backbone_digit.layers."
        x = conv(p, f"{name}{first}", x, padding=1)
        x = F.max_pool2d(torch.relu(batch_norm(p, f"{name}{first + 1}", x, train)), 2, 2)
    return x


def features(p, c, x, train):
    kind = c["backbone_type"]
    if kind == "none":
        return x
    if kind == "parity_backbone":
        return p["backbone.embedding.weight"][(x == 1).long()].transpose(1, 2)
    return shallow_wide(p, x, train) if kind == "shallow-wide" else resnet(p, kind, x, train)


def fourier(p, name, f):
    height, width = f.shape[-2:]
    across = torch.arange(width, dtype=f.dtype) / (width - 1)
    down = torch.arange(height, dtype=f.dtype) / (height - 1)
    places = torch.stack([across.expand(height, width), down[:, None].expand(height, width)], -1)
    phase = F.linear(places, p[name + ".Wr.weight"])
    waves = torch.cat([phase.cos(), phase.sin()], -1) / math.sqrt(2 * phase.shape[-1])
    y = linear(p, name + ".mlp.2", gate(linear(p, name + ".mlp.0", waves)))
    return layer_norm(p, name + ".mlp.3", y).permute(2, 0, 1)[None]


def places(p, c, f):
    kind, name = c["positional_embedding_type"], "positional_embedding"
    if kind == "none":
        return None
    if kind == "learnable-fourier":
        return fourier(p, name, f).expand_as(f)
    if kind == "multi-learnable-fourier":
        weight = torch.softmax(p[name + ".combination"], 0)
        return sum(weight[i] * fourier(p, f"{name}.embedders.{i}", f) for i in range(10)).expand_as(f)
    count = f.shape[-1]
    angle = math.pi * torch.arange(count, dtype=f.dtype) / (count - 1)
    if kind == "custom-rotational-1d":
        direction = torch.stack([-angle.sin(), angle.cos()], -1)
        return linear(p, name + ".projection", direction).T[None].expand_as(f)
    x, y = p[name + ".start_vector"]
    turned = torch.stack([angle.cos() * x - angle.sin() * y, angle.sin() * x + angle.cos() * y], -1)
    both = torch.cat([turned[:, None].expand(-1, count, -1), turned[None].expand(count, -1, -1)], -1)
    return linear(p, name + ".projection.0", both).permute(2, 0, 1)[None]


def key_values(p, tokens):
    return layer_norm(p, "kv_proj.1", linear(p, "kv_proj.0", tokens))


def read_map(p, c, x, train, seen):
    f = features(p, c, x, train)
    e = places(p, c, f)
    if c["backbone_type"] != "none":
        seen["features"] = f
    if e is not None:
        seen["pos_emb"] = e
        f = f + e
    seen["kv"] = key_values(p, f.flatten(2).transpose(1, 2))
    return seen["kv"]


# ---------------------------------------------------------------- one tick

def attend(p, heads, ask, tokens):
    width = tokens.shape[-1]
    weight, bias = p["attention.in_proj_weight"].chunk(3), p["attention.in_proj_bias"].chunk(3)
    split = lambda y: y.reshape(*y.shape[:-1], heads, width // heads).transpose(1, 2)
    query = split(F.linear(linear(p, "q_proj", ask)[:, None], weight[0], bias[0]))
    key, value = split(F.linear(tokens, weight[1], bias[1])), split(F.linear(tokens, weight[2], bias[2]))
    shares = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(width // heads), -1)
    answer = (shares @ value).transpose(1, 2).reshape(len(ask), width)
    return linear(p, "attention.out_proj", answer), shares


def synapse(p, depth, u):
    if depth == 1:
        return layer_norm(p, "synapses.3", gate(linear(p, "synapses.1", u)))
    block = lambda name, i, x: F.silu(layer_norm(p, f"synapses.{name}.{i + 1}", linear(p, f"synapses.{name}.{i}", x)))
    down = [block("first_projection", 0, u)]
    for i in range(depth - 1):
        down.append(block(f"down_projections.{i}", 1, down[-1]))
    x = down[-1]
    for i in reversed(range(depth - 1)):
        x = layer_norm(p, f"synapses.skip_lns.{i}", block(f"up_projections.{i}", 1, x) + down[i])
    return x


def neuron_models(p, c, history):
    x = history
    for i in ([0, 2] if c["deep_nlms"] else [0]):
        name = f"trace_processor.0.{i}"
        if c["do_layernorm_nlm"]:
            x = layer_norm(p, name + ".layernorm", x)
        x = gate((torch.einsum("bnm,mon->bno", x, p[name + ".w1"]) + p[name + ".b1"]) / p[name + ".T"])
    return x[..., 0]


def products(p, c, side, z):
    left, right = z[:, p[f"{side}_neuron_indices_left"].long()], z[:, p[f"{side}_neuron_indices_right"].long()]
    if c["neuron_select_type"] == "random-pairing":
        return left * right
    count = left.shape[1]
    rows, columns = torch.triu_indices(count, count)
    return left[:, rows] * right[:, columns]


class Synchronisation:
    """Decayed sums of products of one side, `action` or `out`."""

    def __init__(self, p, c, side, clip):
        decay = p[f"decay_params_{side}"]
        if clip:
            decay = decay.clamp(0, 15)
        self.products = lambda z: products(p, c, side, z)
        self.retention = torch.exp(-decay)
        self.sum = self.count = None

    def add(self, z):
        new = self.products(z)
        if self.sum is None:
            self.sum, self.count = new, torch.ones_like(new)
        else:
            self.sum, self.count = self.retention * self.sum + new, self.retention * self.count + 1
        return self.value()

    def value(self):
        return self.sum / torch.sqrt(self.count)


# ---------------------------------------------------------------- models

def certainty(c, y):
    shaped = y.reshape(len(y), *c["prediction_reshaper"])
    logs = torch.log_softmax(shaped, -1)
    entropy = -(logs.exp() * logs).sum(-1) / math.log(shaped.shape[-1])
    entropy = entropy.reshape(len(y), -1).mean(1)
    return torch.stack([entropy, 1 - entropy], -1)


def think(p, c, batch, ticks, read, asks, seen):
    """The ticks of a CTM: `read(tick, ask)` gives what a tick reads."""
    clip = not asks
    if not clip:
        with torch.no_grad():
            for side in ("action", "out"):
                p[f"decay_params_{side}"].clamp_(0, 15)
    z = p["start_activated_state"].expand(batch, -1)
    history = p["start_trace"].expand(batch, -1, -1)
    out = Synchronisation(p, c, "out", clip)
    out.add(z)
    action = Synchronisation(p, c, "action", False) if asks else None
    seen.update(pre_activations=[], post_activations=[], synch_out=[], synch_action=[])
    answers = []
    for tick in range(ticks):
        ask = action.add(z) if asks else None
        a = synapse(p, c["synapse_depth"], torch.cat([read(tick, ask), z], 1))
        history = torch.cat([history[:, :, 1:], a[:, :, None]], -1)
        z = neuron_models(p, c, history)
        answers.append(linear(p, "output_projector.0", out.add(z)))
        seen["pre_activations"].append(a)
        seen["post_activations"].append(z)
        seen["synch_out"].append(out.value())
        if asks:
            seen["synch_action"].append(ask)
    seen["synchronisation"] = out.value()
    return answers


def ctm(p, c, x, z, train, seen):
    tokens = read_map(p, c, x, train, seen)
    seen["attention"] = []

    def read(_, ask):
        answer, shares = attend(p, c["heads"], ask, tokens)
        seen["attention"].append(shares)
        return answer

    return think(p, c, len(x), c["iterations"], read, True, seen)


def ctm_sort(p, c, x, z, train, seen):
    return think(p, c, len(x), c["iterations"], lambda *_: x, False, seen)


def index_table(width):
    column = torch.arange(width, dtype=torch.float64)
    angle = torch.arange(INDICES, dtype=torch.float64)[:, None] * torch.exp(
        -math.log(10000) * (column - column % 2) / width)
    return torch.where(column % 2 == 0, angle.sin(), angle.cos())


def question_reader(p, c, x, z, train, seen, through_projection):
    """What the ticks of a question read: digits by attention, then the question, then nothing."""
    digits, parts = x.shape[1], z.shape[1]
    repeats = c["iterations_per_question_part"]
    seen.update(attention=[], embedding=[])
    state = {}

    def read(tick, ask):
        if tick < digits:
            if tick == 0 or not torch.equal(x[:, tick], x[:, tick - 1]):
                state["tokens"] = key_values(p, mnist(p, x[:, tick], train).flatten(2).transpose(1, 2))
            answer, shares = attend(p, c["heads"], ask, state["tokens"])
            seen["attention"].append(shares)
            return answer
        offset = tick - digits
        if offset >= parts:
            return torch.zeros(len(x), c["d_input"], dtype=x.dtype)
        codes = z[:, offset].long()
        if offset % (2 * repeats) < repeats:
            token = p["index_backbone.embedding"][codes]
        else:
            token = p["operator_backbone.embedding.weight"][-codes - 1]
        if through_projection:
            token = key_values(p, token)
        seen["embedding"].append(token)
        return token

    return read, digits + parts + c["iterations_for_answering"]


def ctm_qamnist(p, c, x, z, train, seen):
    read, ticks = question_reader(p, c, x, z, train, seen, False)
    answers = think(p, c, len(x), ticks, read, True, seen)
    return answers


def recur(p, c, batch, ticks, layers, names, read, seen):
    """An LSTM that reads once a tick; `names` gives the four tensors of a layer."""
    start = lambda name: [row.expand(batch, -1) for row in p[name].reshape(layers, -1)]
    hidden, cell = start("start_hidden_state"), start("start_cell_state")
    seen["activations"] = []
    answers = []
    for tick in range(ticks):
        below = read(tick, hidden[-1])
        for layer in range(layers):
            w_in, w_hidden, b_in, b_hidden = (p[name] for name in names(layer))
            gates = F.linear(below, w_in, b_in) + F.linear(hidden[layer], w_hidden, b_hidden)
            enter, forget, candidate, leave = gates.chunk(4, 1)
            cell[layer] = torch.sigmoid(forget) * cell[layer] + torch.sigmoid(enter) * torch.tanh(candidate)
            below = hidden[layer] = torch.sigmoid(leave) * torch.tanh(cell[layer])
        seen["activations"].append(below)
        answers.append(linear(p, "output_projector.0", below))
    return answers


def lstm(p, c, x, z, train, seen):
    tokens = read_map(p, c, x, train, seen)
    seen["attention"] = []

    def read(_, ask):
        answer, shares = attend(p, c["heads"], ask, tokens)
        seen["attention"].append(shares)
        return answer

    names = lambda layer: [f"lstm.{kind}_l{layer}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    return recur(p, c, len(x), c["iterations"], c["num_layers"], names, read, seen)


def lstm_qamnist(p, c, x, z, train, seen):
    read, ticks = question_reader(p, c, x, z, train, seen, True)
    names = lambda _: [f"lstm_cell.{kind}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    return recur(p, c, len(x), ticks, 1, names, read, seen)


MODELS = {"ctm": ctm, "ctm_sort": ctm_sort, "ctm_qamnist": ctm_qamnist, "lstm": lstm, "lstm_qamnist": lstm_qamnist}


def forward(kind, p, c, x, z, train):
    """One forward pass.

    Returns predictions `[B, out, T]` (`[B, out]` of the feed-forward model), certainties `[B, 2, T]` or None, and what
    was seen on the way, per tick where it is a list.
    """
    seen = {}
    if kind == "ff":
        seen["features"] = resnet(p, c["backbone_type"], x, train)
        hidden = torch.relu(linear(p, "output_projector.3", seen["features"].mean((2, 3))))
        return linear(p, "output_projector.6", hidden), None, seen
    answers = MODELS[kind](p, c, x, z, train, seen)
    return torch.stack(answers, -1), torch.stack([certainty(c, y) for y in answers], -1), seen


# ---------------------------------------------------------------- losses

def two_ticks(losses, certainties, last):
    best = losses.argmin(1)
    read = torch.full_like(best, -1) if last else certainties[:, 1].argmax(1)
    rows = torch.arange(len(losses))
    return (losses[rows, best].mean() + losses[rows, read].mean()) / 2, best, read


def loss_of(call, predictions, certainties, targets, shape=None):
    """A loss of the authors' scripts.

    Returns the value and what it was made of: `per_tick`, `index1`, `index2`, `upto_where`.
    """
    name, last = call["name"], call.get("use_most_certain") is False
    if name == "cross_entropy":
        return F.cross_entropy(predictions, targets.long()), {}
    if name == "sort_loss":
        logs = torch.log_softmax(predictions, 1).permute(2, 0, 1)
        ticks, batch, classes = logs.shape
        return F.ctc_loss(
            logs, targets.long(), torch.full((batch,), ticks), torch.full((batch,), targets.shape[1]), classes - 1
        ), {}
    if name == "qamnist_loss" and "last_ticks" in call:
        predictions, certainties = predictions[..., -call["last_ticks"]:], certainties[..., -call["last_ticks"]:]
    more = {}
    if name in ("image_classification_loss", "qamnist_loss"):
        ticks = predictions.shape[-1]
        losses = F.cross_entropy(predictions, targets.long()[:, None].expand(-1, ticks), reduction="none")
    else:
        logits = predictions.reshape(len(predictions), *shape, predictions.shape[-1])
        wide = targets.long()[..., None].expand(-1, -1, logits.shape[-1])
        each = F.cross_entropy(logits.permute(0, 2, 1, 3), wide, reduction="none")
        if name == "parity_loss":
            losses = each.mean(1)
        else:
            right = (logits.argmax(2) == wide).long().cumprod(1).sum(1)
            reach = right.max(1).values.clamp(min=1) - 1 + call.get("cirriculum_lookahead", 5)
            mask = (torch.arange(each.shape[1])[None] < reach[:, None]).to(each.dtype)[..., None]
            losses = (each * mask).sum(1) / mask.sum(1)
            more["upto_where"] = reach
    value, best, read = two_ticks(losses, certainties, last)
    return value, {"per_tick": losses, "index1": best, "index2": read, **more}
