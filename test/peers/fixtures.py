"""Reads, compares and writes cases in the format of the golden cases (see their README)."""

import json
import os

import numpy as np


def mulberry32(seed, count):
    """The first `count` outputs in [0, 1)."""
    mask = np.uint64(0xFFFFFFFF)
    i = np.arange(1, count + 1, dtype=np.uint64)
    a = (np.uint64(seed) + i * np.uint64(0x6D2B79F5)) & mask
    t = ((a ^ (a >> np.uint64(15))) * (a | np.uint64(1))) & mask
    t ^= (t + (((t ^ (t >> np.uint64(7))) * (t | np.uint64(61))) & mask)) & mask
    return ((t ^ (t >> np.uint64(14))) & mask) / 4294967296.0


def generate(entry):
    count = int(np.prod(entry["shape"]))
    u = mulberry32(entry["seed"], count)
    return (entry["amplitude"] * (2 * u - 1)).astype(np.float32).reshape(entry["shape"])


def read_safetensors(path):
    data = open(path, "rb").read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    out = {}
    for name, e in header.items():
        if name != "__metadata__":
            start, end = e["data_offsets"]
            kind = {"F32": "<f4", "I32": "<i4"}[e["dtype"]]
            out[name] = np.frombuffer(data[8 + length + start:8 + length + end], kind).reshape(e["shape"])
    return out


def write_safetensors(path, tensors):
    header, parts, offset = {}, [], 0
    for name, array in tensors.items():
        raw = np.ascontiguousarray(array).tobytes()
        dtype = "I32" if array.dtype == np.int32 else "F32"
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [offset, offset + len(raw)]}
        parts.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text + b"".join(parts))


class Case:
    def __init__(self, folder):
        self.info = json.load(open(os.path.join(folder, "case.json")))
        self.tensors = read_safetensors(os.path.join(folder, "tensors.safetensors"))
        for entry in self.info["generated"]:
            self.tensors[entry["name"]] = generate(entry)
        self.entries = {e["name"]: e for e in self.info["tensors"]}

    def stored(self, name):
        e = self.entries[name]
        key = e.get("stored_as", name)
        return self.tensors[name if key == "generated" else key]

    def error(self, name, got):
        """Worst error over tolerance of the whole tensor `got`."""
        e = self.entries[name]
        got = np.asarray(got, np.float64).reshape(-1)
        assert got.size == int(np.prod(e["shape"])), (name, got.size, e["shape"])
        reference = np.asarray([e["value"]] if "value" in e else self.stored(name), np.float64).reshape(-1)
        s = e.get("sample")
        part = got if s is None else got[s["offset"]::s["stride"]][:s["count"]]
        keep = np.ones(part.size, bool)
        if "min_abs_grad" in e:
            g = np.abs(self.stored("grad/" + name.split("/", 1)[1])).reshape(-1)
            keep &= (g >= e["min_abs_grad"]) | ((g == 0) & bool(e.get("compare_zero_grad")))
        if "ignore" in e:
            keep[e["ignore"][0]:e["ignore"][1]] = False
        if e["tolerance"].get("exact"):
            return 0.0 if np.array_equal(part[keep], reference[keep]) else np.inf
        limit = e["tolerance"]["atol"] + e["tolerance"]["rtol"] * np.abs(reference)
        worst = float((np.abs(part - reference) / limit)[keep].max(initial=0))
        if "stats" in e and "min_abs_grad" not in e:
            stats = e["stats"]
            l2 = np.sqrt((got ** 2).sum())
            projection = (got * (2 * mulberry32(stats["proj_seed"], got.size) - 1)).sum()
            worst = max(worst, abs(l2 - stats["l2"]) / (1e-4 * stats["l2"] + 1e-12),
                        abs(projection - stats["proj"]) / (5e-4 * stats["l2"] + 1e-12))
        return worst
