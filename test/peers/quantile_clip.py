"""Prints the reference of test/unit/training/adamw_test.ts: AdamW after clipping at a quantile.

    python3 test/peers/quantile_clip.py

Needs torch. Each parameter tensor is clipped by PyTorch's own `clip_grad_norm_` to `torch.quantile` of
its norms before clipping at the steps before, the latest three of them.
"""

import torch

LENGTH = 3
QUANTILE = 0.9


def main():
    vector = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
    matrix = torch.tensor([[0.25, 1.0], [-1.0, 2.0]], requires_grad=True)
    optimiser = torch.optim.AdamW([vector, matrix], lr=0.1, weight_decay=0.01)
    history = {vector: [], matrix: []}
    norms = []
    for step, scale in enumerate([1.0, 2.0, 4.0, 3.0, 10.0, 1.0]):
        vector.grad = scale * torch.tensor([0.6, -0.8, 0.0])
        matrix.grad = torch.tensor([[0.1, -0.2], [0.3, 0.4 * step]]) / scale
        both = torch.cat([vector.grad.flatten(), matrix.grad.flatten()])
        norms.append(torch.linalg.vector_norm(both).item())
        for parameter, past in history.items():
            threshold = torch.quantile(torch.stack(past[-LENGTH:]), QUANTILE) if past else torch.inf
            past.append(torch.nn.utils.clip_grad_norm_(parameter, max_norm=threshold))
        optimiser.step()
    print("norms", norms)
    print("vector", vector.tolist())
    print("matrix", matrix.flatten().tolist())


main()
