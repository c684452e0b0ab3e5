"""Writes references.npz: arguments and results of each mathematical function, computed with 200 bits by mpmath.

A result is stored as a float64 and what its rounding left, so that a test can tell half an ulp from one.
Usage: python3 make-references.py [samples [file]]
"""
import os
import sys

import numpy as np
from mpmath import mp, mpf

mp.prec = 200
samples = int(sys.argv[1]) if len(sys.argv) > 1 else 150
target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.npz")
rng = np.random.default_rng(20261122)

special = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 10.0, 1000.0, 5e-324, -5e-324, 1e-310, -1e-310, 2.0**-1022,
           1e-20, -1e-20, 1e-8, 1e16, 2.0**52 + 1, 2.0**53, 1e22, 1e300, -1e300, 1.7976931348623157e308, np.inf, -np.inf, np.nan,
           709.782712893384, 709.7827128933841, -745.1332191019411, -745.13, -708.4, 710.4758600739439, 88.72283, -103.97,
           0.6931471805599453, 0.34657359027997264, 0.7853981633974483, 1.5707963267948966, 3.141592653589793, 6.283185307179586,
           1647099.3291652855, 1048576.0, 6381956970095103 * 2.0**797, 0.41421356237309503, 0.9999999999999999, 1.0000000000000002, 1.4142135623730951]


def spread(n):
    """All magnitudes, both signs."""
    return np.ldexp(rng.uniform(0.5, 1, n), rng.integers(-1060, 1024, n)) * rng.choice([-1, 1], n)


def around(low, high, n):
    return rng.uniform(low, high, n)


def one(low, high):
    n = samples
    return np.concatenate([special, around(low, high, n), around(low / 50, high / 50, n // 2), around(-2, 2, n // 2), spread(n // 4)])


def positive(values):
    return np.concatenate([values, np.abs(values)])


functions = {
    "exp": (mp.exp, one(-746, 710)), "exp2": (lambda x: mpf(2) ** x, one(-1080, 1025)), "expm1": (mp.expm1, one(-40, 710)),
    "log": (mp.log, positive(one(0, 100))), "log2": (lambda x: mp.log(x, 2), positive(one(0, 100))), "log10": (mp.log10, positive(one(0, 100))),
    "log1p": (mp.log1p, positive(one(-1, 100))),
    "sin": (mp.sin, one(-100, 100)), "cos": (mp.cos, one(-100, 100)), "tan": (mp.tan, one(-100, 100)),
    "sinh": (mp.sinh, one(-712, 712)), "cosh": (mp.cosh, one(-712, 712)), "tanh": (mp.tanh, one(-25, 25)),
    "arctan": (mp.atan, one(-50, 50)),
}


def rounded(exact):
    hi = float(exact)
    return hi, 0.0 if not np.isfinite(hi) else float(exact - mpf(hi))


def reference(name, exact, x, *more):
    """Special values are NumPy's; all others exact."""
    args = [mpf(float(v)) for v in (x, *more)]
    with np.errstate(all="ignore"):
        # Arrays of two: NumPy takes short cuts for a single exponent, as x**0.5 does.
        plain = getattr(np, name)(np.full(2, x), *(np.full(2, v) for v in more))[0]
    if not np.isfinite(plain) or not all(np.isfinite(v) for v in (x, *more)) or plain == 0 or 0 in (x, *more):
        return float(plain), 0.0
    mp.prec = 1400 if name in ("sin", "cos", "tan") else 250
    return rounded(exact(*args))


arrays = {}
for name, (exact, xs) in functions.items():
    results = [reference(name, exact, x) for x in xs]
    arrays[f"{name}.x"] = np.array(xs, np.float64)
    arrays[f"{name}.hi"], arrays[f"{name}.lo"] = (np.array(c) for c in zip(*results))

pairs = [(x, y) for x in special[::2] for y in special[1::3]]
n = samples
bases = np.concatenate([np.exp(around(-300, 300, n)), around(-3, 3, n), 1 + around(-1e-3, 1e-3, n)])
exponents = np.concatenate([around(-2.2, 2.2, n), np.round(around(-30, 30, n)), around(-5e5, 5e5, n)])
tall = np.concatenate([around(-10, 10, n), spread(n)])
wide = np.concatenate([around(-10, 10, n), spread(n)])
for name, exact, x, y in (("power", lambda a, b: a ** b, bases, exponents), ("arctan2", mp.atan2, tall, wide)):
    xs = np.concatenate([[p[0] for p in pairs], x])
    ys = np.concatenate([[p[1] for p in pairs], y])
    results = [reference(name, exact, a, b) for a, b in zip(xs, ys)]
    arrays[f"{name}.x"], arrays[f"{name}.y"] = xs, ys
    arrays[f"{name}.hi"], arrays[f"{name}.lo"] = (np.array(c) for c in zip(*results))

np.savez_compressed(target, **arrays)
