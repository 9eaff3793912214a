"""What this project's models have and the authors' do not: the small convolutional backbone and the convolutional head.

Parameters go by this project's names, in PyTorch's layouts, see src/pytorch/state_entry.ts.
"""

import torch
import torch.nn.functional as F


def conv_norm_relu(p, name, x, stride):
    weight = p[name + ".weight"]
    x = F.conv2d(x, weight, None, stride, weight.shape[-1] // 2)
    names = ("runningMean", "runningVariance", "scale", "shift")
    return torch.relu(F.batch_norm(x, *(p[f"{name}.norm.{part}"] for part in names), True, 0.1, 1e-5))


def backbone(p, layers, x):
    """`layers` are those of the option `backbone`: channels, size and stride each."""
    for i, layer in enumerate(layers):
        x = conv_norm_relu(p, f"backbone.{i}", x, layer["stride"])
    return x


def head(p, x):
    """One convolution of stride 2, the mean over all places, one linear layer."""
    x = conv_norm_relu(p, "head.convolution", x, 2).mean((2, 3))
    return F.linear(x, p["output.weight"], p["output.bias"])
