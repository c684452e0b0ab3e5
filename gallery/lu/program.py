import numpy as np


def lu(A):
    for i in range(A.shape[0]):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[:j, j]
            A[i, j] /= A[j, j]
        for j in range(i, A.shape[0]):
            A[i, j] -= A[i, :i] @ A[:i, j]


def initialize(N):
    rng = np.random.default_rng(42)
    A = rng.random((N, N)) + N * np.eye(N)
    return (A,)


presets = {
    "T": {"N": 31},
    "S": {"N": 60},
    "M": {"N": 220},
    "L": {"N": 440},
}
