import numpy as np


def raising(A, limit):
    total = 0.0
    for i in range(A.shape[0]):
        if A[i] > limit:
            raise ValueError("a value is above the limit")
        total += A[i]
    return total


def initialize(N):
    A = np.linspace(0.0, 1.0, N)
    return A, 0.5


presets = {"T": {"N": 37}, "S": {"N": 1000}}
