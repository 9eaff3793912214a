"""Writes small checkpoints as the authors' training scripts save them.

    python3 test/peers/make_model_checkpoints.py test/unit/pytorch/files

The committed files were made with PyTorch 1.13.0. Options are those of the scripts' parsers that say something about the
model, and a few that do not.
"""

import os
import sys
from argparse import Namespace

import numpy as np
import torch

from declare import declare
from make_cases import draw

folder = sys.argv[1]
MACHINE = dict(n_synch_out=5, n_synch_action=4, synapse_depth=1, memory_length=3, memory_hidden_dims=2,
               neuron_select_type="random", n_random_pairing_self=256)
SCRIPT = dict(deep_memory=True, do_normalisation=False, batch_size=64, lr=1e-4, device=[-1], log_dir="logs/scratch")


def save(name, kind, arguments, configuration, channels):
    arrays = draw(kind, configuration, channels, np.random.default_rng(412))
    state = {}
    for key, array in arrays.items():
        tensor = torch.from_numpy(array.copy())
        state[key] = tensor if tensor.is_floating_point() else tensor.long()
    # The moments of the decay parameters alone keep the files small.
    parameters = [torch.nn.Parameter(t) for key, t in state.items() if key.startswith("decay")]
    optimiser = torch.optim.AdamW(parameters + [torch.nn.Parameter(torch.ones(1))], lr=1e-4)
    sum((p ** 2).sum() for p in optimiser.param_groups[0]["params"]).backward()
    optimiser.step()
    torch.save({"model_state_dict": state, "optimizer_state_dict": optimiser.state_dict(), "iteration": 1,
                "train_losses": [0.7], "args": Namespace(**arguments)}, os.path.join(folder, name))


inner = dict(deep_nlms=True, do_layernorm_nlm=False)
common = dict(d_model=12, d_input=8, heads=2, dropout=0.0, iterations=6)
parity = {**common, **MACHINE, "backbone_type": "parity_backbone", "positional_embedding_type": "custom-rotational-1d"}
save("parity_ctm.pt", "ctm", {**parity, **SCRIPT, "parity_sequence_length": 9, "model_type": "ctm", "out_dims": 18},
     {**parity, **inner, "out_dims": 18}, 1)
lstm = {k: v for k, v in parity.items() if k not in MACHINE}
save("parity_lstm.pt", "lstm", {**parity, **SCRIPT, "parity_sequence_length": 9, "model_type": "lstm", "out_dims": 18},
     {**lstm, "num_layers": 2, "out_dims": 18}, 1)
sort = {**common, **MACHINE, "d_input": 4, "n_random_pairing_self": 0, "neuron_select_type": "random-pairing",
        "positional_embedding_type": "none"}
save("sort_ctm.pt", "ctm_sort", {**sort, **SCRIPT, "d_input": 128, "N_to_sort": 4, "out_dims": 5, "dropout_nlm": None,
                                 "backbone_type": "none"}, {**sort, **inner, "out_dims": 5}, 1)
questions = {**common, **MACHINE}
save("qamnist_ctm.pt", "ctm_qamnist", {**questions, **SCRIPT, "q_num_images": 3, "q_num_repeats_per_input": 10,
                                       "q_num_answer_steps": 7, "model_type": "ctm", "out_dims": 10},
     {**questions, **inner, "out_dims": 10}, 1)
