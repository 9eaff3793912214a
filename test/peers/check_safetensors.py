"""Reads a safetensors file that this project wrote, with the reference implementation and PyTorch.

    python3 test/peers/check_safetensors.py FILE.safetensors > WHAT_PYTORCH_SAW.json

Needs PyTorch and the safetensors package. test/unit/checkpoint/files/written_here.json was made
with PyTorch 1.13.0 and safetensors 0.8.0; the test compares it with what was written.
"""

import json
import sys

import safetensors
import safetensors.torch

path = sys.argv[1]
with safetensors.safe_open(path, framework="pt") as file:
    metadata = file.metadata()
tensors = {
    name: {
        "dtype": str(tensor.dtype),
        "shape": list(tensor.shape),
        "values": tensor.flatten().tolist(),
    }
    for name, tensor in sorted(safetensors.torch.load_file(path).items())
}
json.dump({"metadata": metadata, "tensors": tensors}, sys.stdout, indent=2)
print()
