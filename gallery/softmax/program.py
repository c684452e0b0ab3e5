import numpy as np


def softmax(x):
    largest = np.max(x, axis=-1, keepdims=True)
    shifted = np.exp(x - largest)
    total = np.sum(shifted, axis=-1, keepdims=True)
    return shifted / total


def initialize(N, H, SM):
    rng = np.random.default_rng(42)
    x = rng.random((N, H, SM, SM), dtype=np.float32)
    return (x,)


presets = {
    "T": {"N": 2, "H": 3, "SM": 17},
    "S": {"N": 16, "H": 16, "SM": 128},
    "M": {"N": 32, "H": 8, "SM": 256},
    "L": {"N": 64, "H": 16, "SM": 448},
}
