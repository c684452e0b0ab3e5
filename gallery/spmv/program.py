import numpy as np


def spmv(A_row, A_col, A_val, x):
    y = np.empty(A_row.size - 1, A_val.dtype)
    for i in range(A_row.size - 1):
        cols = A_col[A_row[i]:A_row[i + 1]]
        vals = A_val[A_row[i]:A_row[i + 1]]
        y[i] = vals @ x[cols]
    return y


def initialize(M, N, nnz):
    rng = np.random.default_rng(42)
    x = rng.random((N,))
    rows = np.sort(rng.integers(0, M, nnz))
    A_row = np.searchsorted(rows, np.arange(M + 1)).astype(np.uint32)
    A_col = rng.integers(0, N, nnz).astype(np.uint32)
    A_val = rng.random((nnz,))
    return A_row, A_col, A_val, x


presets = {
    "T": {"M": 31, "N": 37, "nnz": 127},
    "S": {"M": 4096, "N": 4096, "nnz": 8192},
    "M": {"M": 32768, "N": 32768, "nnz": 65536},
    "L": {"M": 262144, "N": 262144, "nnz": 524288},
}
