import numpy as np


def gemm(alpha, beta, C, A, B):
    C[:] = alpha * A @ B + beta * C


def initialize(NI, NJ, NK):
    alpha = 1.5
    beta = 1.2
    C = np.fromfunction(lambda i, j: ((i * j + 1) % NI) / NI, (NI, NJ))
    A = np.fromfunction(lambda i, k: (i * (k + 1) % NK) / NK, (NI, NK))
    B = np.fromfunction(lambda k, j: (k * (j + 2) % NJ) / NJ, (NK, NJ))
    return alpha, beta, C, A, B


presets = {
    "T": {"NI": 13, "NJ": 17, "NK": 19},
    "S": {"NI": 1000, "NJ": 1100, "NK": 1200},
    "M": {"NI": 2500, "NJ": 2750, "NK": 3000},
    "L": {"NI": 5000, "NJ": 5500, "NK": 6000},
}
