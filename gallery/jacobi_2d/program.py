import numpy as np


def jacobi_2d(TSTEPS, A, B):
    for t in range(1, TSTEPS):
        B[1:-1, 1:-1] = 0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] +
                               A[2:, 1:-1] + A[:-2, 1:-1])
        A[1:-1, 1:-1] = 0.2 * (B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] +
                               B[2:, 1:-1] + B[:-2, 1:-1])


def initialize(TSTEPS, N):
    A = np.fromfunction(lambda i, j: i * (j + 2) / N, (N, N))
    B = np.fromfunction(lambda i, j: i * (j + 3) / N, (N, N))
    return TSTEPS, A, B


presets = {
    "T": {"TSTEPS": 5, "N": 23},
    "S": {"TSTEPS": 50, "N": 150},
    "M": {"TSTEPS": 80, "N": 350},
    "L": {"TSTEPS": 160, "N": 700},
}
