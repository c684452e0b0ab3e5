import numpy as np


def select_positive(Z):
    v = Z[Z > 0]
    return v.sum()


def initialize(N):
    rng = np.random.default_rng(42)
    Z = rng.random((N,)) - 0.5
    return (Z,)


presets = {"T": {"N": 101}, "S": {"N": 100000}}
