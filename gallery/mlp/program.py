import numpy as np


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    largest = np.max(x, axis=-1, keepdims=True)
    shifted = np.exp(x - largest)
    total = np.sum(shifted, axis=-1, keepdims=True)
    return shifted / total


def mlp(input, w1, b1, w2, b2, w3, b3):
    x = relu(input @ w1 + b1)
    x = relu(x @ w2 + b2)
    x = softmax(x @ w3 + b3)
    return x


def initialize(C_in, N, S0, S1, S2):
    rng = np.random.default_rng(42)
    input = rng.random((N, C_in), dtype=np.float32)
    w1 = rng.random((C_in, S0), dtype=np.float32)
    b1 = rng.random((S0,), dtype=np.float32)
    w2 = rng.random((S0, S1), dtype=np.float32)
    b2 = rng.random((S1,), dtype=np.float32)
    w3 = rng.random((S1, S2), dtype=np.float32)
    b3 = rng.random((S2,), dtype=np.float32)
    return input, w1, b1, w2, b2, w3, b3


presets = {
    "T": {"C_in": 3, "N": 5, "S0": 31, "S1": 29, "S2": 23},
    "S": {"C_in": 3, "N": 8, "S0": 30000, "S1": 2000, "S2": 2000},
    "M": {"C_in": 3, "N": 8, "S0": 30000, "S1": 10000, "S2": 10000},
    "L": {"C_in": 3, "N": 8, "S0": 60000, "S1": 40000, "S2": 20000},
}
