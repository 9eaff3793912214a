"""Writes the small checkpoints that test/unit/checkpoint reads.

    python3 test/peers/make_checkpoint_files.py test/unit/checkpoint/files

Needs PyTorch, NumPy and the safetensors package. The committed files were made with PyTorch 1.13.0,
NumPy 1.24.2 and safetensors 0.8.0. Expected values go to *.json through Tensor.tolist(), that is
past every format under test.
"""

import argparse
import builtins
import collections
import json
import os
import random
import sys

import numpy
import safetensors.torch
import torch

folder = sys.argv[1]


def save(value, name, **options):
    torch.save(value, os.path.join(folder, name), **options)


def save_expected(tensors, name, **more):
    entries = {
        key: {"shape": list(tensor.shape), "values": tensor.flatten().tolist()}
        for key, tensor in tensors.items()
    }
    with open(os.path.join(folder, name), "w") as file:
        json.dump({"tensors": entries, **more}, file, indent=2)
        file.write("\n")


def trained_model():
    """A model with every kind of state, and its optimiser after two steps."""
    torch.manual_seed(412)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
    # A single number and a transposed view, as parameters.
    model.register_parameter("temperature", torch.nn.Parameter(torch.tensor(1.25)))
    model.register_parameter("transposed", torch.nn.Parameter(torch.randn(2, 5).t()))
    # Two views of one storage, with an offset.
    indices = torch.arange(10)
    model.register_buffer("neuron_indices_left", indices[2:6])
    model.register_buffer("neuron_indices_right", indices[1::3])
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimiser, [1, 5])
    for _ in range(2):
        optimiser.zero_grad()
        loss = model(torch.randn(6, 3)).square().mean() * model.temperature
        (loss + model.transposed.square().sum()).backward()
        optimiser.step()
        schedule.step()
    return model, optimiser, schedule


def like_the_authors():
    """Everything that the authors' training scripts save."""
    model, optimiser, schedule = trained_model()
    random.seed(1)
    numpy.random.seed(1)
    arguments = {
        "d_model": 512,
        "dropout": 0.25,
        "model": "ctm",
        "use_amp": False,
        "dropout_nlm": None,
        "milestones": [8000, 15000],
        "seed": 2**40,
        "log_dir": "logs/größe",
    }
    checkpoint = {
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimiser.state_dict(),
        "scheduler_state_dict": schedule.state_dict(),
        "scaler_state_dict": {},
        "iteration": 2,
        "train_losses": [0.5, numpy.mean([0.25, 0.5])],
        "train_accuracies": [numpy.arange(6.0).reshape(2, 3) / 8],
        "args": argparse.Namespace(**arguments),
        "torch_rng_state": torch.get_rng_state(),
        "numpy_rng_state": numpy.random.get_state(),
        "random_rng_state": random.getstate(),
    }
    save(checkpoint, "like_the_authors.pt")
    save_expected(model.state_dict(), "like_the_authors.json", arguments=arguments)


def every_type():
    """One tensor per type of elements, views and all, with each pickle protocol."""
    tensors = collections.OrderedDict(
        double=torch.tensor([0.1, -3.0], dtype=torch.float64),
        float=torch.tensor([[0.1, 2.0], [1e-40, -1e30]]),
        half=torch.tensor([0.1, -65504.0, 6e-8], dtype=torch.float16),
        bfloat16=torch.tensor([0.1, -3e38], dtype=torch.bfloat16),
        long=torch.tensor([2**31 - 1, -(2**31), -1]),
        int=torch.tensor([7, -7], dtype=torch.int32),
        short=torch.tensor([-32768, 32767], dtype=torch.int16),
        char=torch.tensor([-128, 127], dtype=torch.int8),
        byte=torch.tensor([0, 255], dtype=torch.uint8),
        bool=torch.tensor([True, False]),
        empty=torch.zeros(3, 0),
        scalar=torch.tensor(-0.5),
        strided=torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)[1:, :, ::2],
        expanded=torch.tensor([1.0, 2.0]).expand(3, 2),
        strided_half=torch.arange(6, dtype=torch.float16).reshape(2, 3).t(),
        parameter=torch.nn.Parameter(torch.tensor([1.5])),
    )
    for protocol in (2, 3, 4, 5):
        save(tensors, f"every_type_protocol{protocol}.pt", pickle_protocol=protocol)
    # In float32, which is how double precision is read.
    rounded = {
        name: tensor.detach().float() if tensor.is_floating_point() else tensor
        for name, tensor in tensors.items()
    }
    save_expected({name: tensor.contiguous() for name, tensor in rounded.items()}, "every_type.json")
    safetensors.torch.save_file(
        {name: tensor.detach().contiguous() for name, tensor in tensors.items()},
        os.path.join(folder, "every_type.safetensors"),
        metadata={"format": "pt", "größe": "\"quoted\""},
    )


def containers():
    """Values that are not tensors."""
    value = {
        "numbers": [0, 255, 65535, -1, 2**31, -(2**53), 2**64, -(2**127), 0.1, float("inf")],
        "texts": ["", "größe", "🙂"],
        "bytes": [b"", b"\x00\x80\xff"],
        "constants": (None, True, False),
        "set": {3},
        "frozenset": frozenset([4]),
        "nested": {1: {"two": (3,)}, (1, 2): "tuple"},
        "torch": (torch.Size([2, 3]), torch.device("cpu"), torch.device("cuda", 1), torch.float16),
        "array": numpy.zeros((2, 2)),
        "counter": collections.Counter("aab"),
        "many": list(range(2500)),
    }
    for protocol in (2, 5):
        save(value, f"containers_protocol{protocol}.pt", pickle_protocol=protocol)


class Call:
    """Pickles as a call of a function, which loading the pickle would make."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def unwelcome():
    """Real files that have to be refused."""
    weights = {"weight": torch.ones(2)}
    save({**weights, "evil": Call(os.system, "touch evil")}, "calls_os_system.pt")
    save({**weights, "evil": Call(builtins.eval, "1 + 1")}, "calls_eval.pt", pickle_protocol=4)
    save(torch.nn.Linear(1, 1), "whole_model.pt")
    save(weights, "legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), os.path.join(folder, "torchscript.pt"))


like_the_authors()
every_type()
containers()
unwelcome()
