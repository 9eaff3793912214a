"""Makes test/golden/auto_augment.json: what torchvision's AutoAugment and Pillow make of small images.

    python3 test/peers/auto_augment.py > test/golden/auto_augment.json

Needs torch, torchvision and Pillow. Small images keep every pixel of every result, large ones the
first 16 digits of its SHA-256.
"""

import base64
import hashlib
import json

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import autoaugment
from torchvision.transforms.functional import InterpolationMode

BINS = 10
SEED = 20250505


def images():
    """Named images of bytes, [height, width] or [height, width, 3]."""
    random = np.random.RandomState(SEED)
    noise = lambda *shape: random.randint(0, 256, shape).astype(np.uint8)
    row, column, band = np.mgrid[0:24, 0:40, 0:3]
    smooth = 128 + 90 * np.sin(row / 5 + band) * np.cos(column / 7 - band) + random.normal(0, 4, row.shape)
    dull = random.randint(100, 131, (32, 32, 3))
    dull[..., 1] = 77
    digit = np.zeros((28, 28))
    digit[6:22, 8:20] = random.randint(0, 256, (16, 12))
    return {
        "small colour": noise(7, 9, 3),
        "small grey": noise(8, 8),
        "noise": noise(32, 32, 3),
        "smooth": smooth.clip(0, 255).astype(np.uint8),
        "dull": dull.astype(np.uint8),
        "digit": digit.astype(np.uint8),
    }


def recorded(name, pixels):
    data = np.asarray(pixels).tobytes()
    if name.startswith("small"):
        return base64.b64encode(data).decode()
    return hashlib.sha256(data).hexdigest()[:16]


def magnitudes(policy, height, width):
    space = policy._augmentation_space(BINS, (height, width))
    return {
        operation: {"signed": signed, "values": values.double().expand(BINS).tolist()}
        for operation, (values, signed) in space.items()
    }


def operation_results(name, image, table):
    """Of each operation: the results of all bins, negative magnitudes first."""
    results = {}
    for operation, entry in table.items():
        values = entry["values"] if len(set(entry["values"])) > 1 else entry["values"][:1]
        signs = [-1.0, 1.0] if entry["signed"] else [1.0]
        results[operation] = [
            recorded(name, autoaugment._apply_op(image, operation, sign * value, InterpolationMode.NEAREST, None))
            for sign in signs
            for value in values
        ]
    return results


def policy_runs(name, image, policy, random):
    """The whole policy, both operations of each sub-policy applied, then with drawn chances."""
    runs = []
    for chances in ["both", "drawn"]:
        for sub_policy in range(25):
            probabilities = [0.0, 0.0] if chances == "both" else random.uniform(size=2).round(3).tolist()
            signs = random.randint(0, 2, 2).tolist()
            policy.get_params = lambda _: (sub_policy, torch.tensor(probabilities), torch.tensor(signs))
            runs.append({
                "image": name,
                "subPolicy": sub_policy,
                "chances": probabilities,
                "signs": signs,
                "result": recorded("", policy(image)),
            })
    return runs


def main():
    policy = autoaugment.AutoAugment(autoaugment.AutoAugmentPolicy.CIFAR10)
    random = np.random.RandomState(SEED + 1)
    fixture = {
        "source": {"torchvision": torchvision.__version__, "pillow": PIL.__version__, "torch": torch.__version__},
        "policy": policy.policies,
        "images": [],
        "runs": [],
    }
    for name, pixels in images().items():
        image = Image.fromarray(pixels)
        height, width = pixels.shape[:2]
        table = magnitudes(policy, height, width)
        fixture["images"].append({
            "name": name,
            "height": height,
            "width": width,
            "channels": 1 if pixels.ndim == 2 else 3,
            "pixels": base64.b64encode(pixels.tobytes()).decode(),
            "magnitudes": table,
            "results": operation_results(name, image, table),
        })
        if not name.startswith("small"):
            fixture["runs"] += policy_runs(name, image, policy, random)
    print(json.dumps(fixture, separators=(",", ":")))


main()
