import numpy as np


def scattering_self_energies(neigh_idx, dH, G, D, Sigma):
    for k in range(G.shape[0]):
        for E in range(G.shape[1]):
            for q in range(D.shape[0]):
                for w in range(D.shape[1]):
                    for i in range(D.shape[-2]):
                        for j in range(D.shape[-1]):
                            for a in range(neigh_idx.shape[0]):
                                for b in range(neigh_idx.shape[1]):
                                    if E - w >= 0:
                                        dHG = G[k, E - w, neigh_idx[a, b]] @ dH[a, b, i]
                                        dHD = dH[a, b, j] * D[q, w, a, b, i, j]
                                        Sigma[k, E, a] += dHG @ dHD


def initialize(Nkz, NE, Nqz, Nw, N3D, NA, NB, Norb):
    rng = np.random.default_rng(42)

    def rng_complex(shape):
        return rng.random(shape) + rng.random(shape) * 1j

    neigh_idx = np.empty((NA, NB), dtype=np.int32)
    for i in range(NA):
        neigh_idx[i] = np.mod(np.arange(i - NB // 2, i - NB // 2 + NB), NA)
    dH = rng_complex((NA, NB, N3D, Norb, Norb))
    G = rng_complex((Nkz, NE, NA, Norb, Norb))
    D = rng_complex((Nqz, Nw, NA, NB, N3D, N3D))
    Sigma = np.zeros((Nkz, NE, NA, Norb, Norb), dtype=np.complex128)
    return neigh_idx, dH, G, D, Sigma


presets = {
    "T": {"Nkz": 2, "NE": 5, "Nqz": 1, "Nw": 3, "N3D": 2, "NA": 4, "NB": 3, "Norb": 2},
    "S": {"Nkz": 2, "NE": 4, "Nqz": 2, "Nw": 2, "N3D": 2, "NA": 6, "NB": 2, "Norb": 3},
    "M": {"Nkz": 3, "NE": 5, "Nqz": 3, "Nw": 2, "N3D": 2, "NA": 10, "NB": 3, "Norb": 4},
    "L": {"Nkz": 4, "NE": 8, "Nqz": 4, "Nw": 3, "N3D": 3, "NA": 12, "NB": 4, "Norb": 5},
}
