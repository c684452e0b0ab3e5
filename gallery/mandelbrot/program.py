import numpy as np


def mandelbrot(xmin, xmax, ymin, ymax, xn, yn, maxiter, horizon):
    X = np.linspace(xmin, xmax, xn, dtype=np.float64)
    Y = np.linspace(ymin, ymax, yn, dtype=np.float64)
    C = X + Y[:, None] * 1j
    N = np.zeros(C.shape, dtype=np.int64)
    Z = np.zeros(C.shape, dtype=np.complex128)
    for n in range(maxiter):
        I = np.less(abs(Z), horizon)
        N[I] = n
        Z[I] = Z[I]**2 + C[I]
    N[N == maxiter - 1] = 0
    return Z, N


def initialize(XN, YN, MAXITER):
    return {
        "xmin": -1.75, "xmax": 0.25, "ymin": -1.0, "ymax": 1.0,
        "xn": XN, "yn": YN, "maxiter": MAXITER, "horizon": 2.0,
    }


presets = {
    "T": {"XN": 23, "YN": 29, "MAXITER": 19},
    "S": {"XN": 125, "YN": 125, "MAXITER": 60},
    "M": {"XN": 250, "YN": 250, "MAXITER": 150},
    "L": {"XN": 600, "YN": 600, "MAXITER": 210},
}
