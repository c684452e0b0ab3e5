"""Writes references.npz: what NumPy gives for arithmetic that machines do otherwise: integers, float division, complex.

Usage: python3 make-references.py
"""
import os

import numpy as np

arrays = {}


def save(name, function, *operands):
    with np.errstate(all="ignore"):
        result = function(*operands)
    for i, operand in enumerate(operands):
        arrays[f"{name}.in{i}"] = operand
    arrays[f"{name}.out"] = np.asarray(result)


def pairs(values, others, dtype):
    grid = [(a, b) for a in values for b in others]
    return tuple(np.array([g[i] for g in grid], dtype) for i in (0, 1))


binary = {"//": np.floor_divide, "%": np.remainder, "+": np.add, "-": np.subtract, "*": np.multiply, "<<": np.left_shift, ">>": np.right_shift,
          "minimum": np.minimum, "maximum": np.maximum}
for bits in (8, 16, 32, 64):
    for dtype in (f"int{bits}", f"uint{bits}"):
        info = np.iinfo(dtype)
        values = sorted({v for v in (info.min, info.min + 1, -7, -3, -1, 0, 1, 2, 3, 7, 100, info.max // 3, info.max - 1, info.max) if info.min <= v <= info.max})
        a, b = pairs(values, values, dtype)
        for name, function in binary.items():
            save(f"{dtype} {name}", function, a, b)
        # np.left_shift(a, b) with a whole array: no short cut for one count.
        counts = np.array([c for c in (0, 1, 5, bits - 1, bits, bits + 1, 100) if c <= info.max], dtype)
        save(f"{dtype} **", np.power, *pairs(values, [0, 1, 2, 3, 5, 31, 63, 100], dtype))
        save(f"{dtype} << counts", np.left_shift, *pairs(values, counts, dtype))
        for name in ("abs", "sign", "negative"):
            save(f"{dtype} {name}", getattr(np, name), np.array(values, dtype))

for dtype in ("float64", "float32"):
    values = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 5.0, -5.0, 3.5, 0.1, -0.1, 1e-30, 1e30, -1e30, 7.0, np.inf, -np.inf, np.nan, 1.5, 16777216.0]
    values += [5e-324, 2.2e-308, 1e300, 1.7976931348623157e308, 4.9e-300] if dtype == "float64" else [1e-45, 1e-38, 3.4e38]
    a, b = pairs(values, values, dtype)
    for name, function in (("//", np.floor_divide), ("%", np.remainder), ("fmod", np.fmod)):
        save(f"{dtype} {name}", function, a, b)
    for name in ("sign", "rint", "isnan", "isinf", "isfinite"):
        save(f"{dtype} {name}", getattr(np, name), np.array(values, dtype))

for dtype, part in (("complex128", "float64"), ("complex64", "float32")):
    parts = [0.0, 1.0, -2.5, 0.1, 3e10, -7e-5, np.inf, np.nan]
    numbers = np.array([complex(a, b) for a in parts for b in parts], dtype)
    rng = np.random.default_rng(20261122)
    random = (rng.normal(size=64) + 1j * rng.normal(size=64)).astype(dtype)
    a = np.concatenate([np.repeat(numbers, 8), random])
    b = np.concatenate([np.tile(numbers[::8], 64) + 0, random[::-1]])
    for name, function in (("+", np.add), ("-", np.subtract), ("*", np.multiply), ("/", np.divide)):
        save(f"{dtype} {name}", function, a, b)
    for name in ("abs", "real", "imag", "conj", "negative", "isnan"):
        save(f"{dtype} {name}", getattr(np, name), a)
    save(f"{dtype} ==", np.equal, a, b)

floats = np.array([-1.5, 1.5, 127.9, 128.0, 255.5, 300.0, -129.0, 65535.0, 70000.7, 2147483647.0, -2147483648.0, 4294967295.0, 1e12, -1e12, 0.0])
for dtype in ("int8", "uint8", "int16", "uint16", "int64", "uint64"):
    kept = floats if dtype.endswith("64") else floats[np.abs(floats) < 2.0**31]
    save(f"float64 to {dtype}", lambda x, dtype=dtype: x.astype(dtype), kept)
save("float64 to uint32", lambda x: x.astype("uint32"), floats)

np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.npz"), **arrays)
