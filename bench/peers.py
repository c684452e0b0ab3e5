"""Times a program file under NumPy and, where it takes it, under Numba's nopython mode, on the same inputs.

python3 bench/peers.py FILE ENTRY PRESET REPEAT SECONDS: one JSON line with the seconds of each timed call. The first call of
Numba compiles and is not counted; every call gets fresh copies of the arrays, made outside the clock.
"""

import inspect
import json
import sys
import time
import types

import numpy as np


def load(path):
    scope = {"__name__": "program"}
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), scope)
    return scope


def arguments(scope, function, sizes):
    made = scope["initialize"](**sizes)
    if isinstance(made, dict):
        return [made[name] for name in inspect.signature(function).parameters]
    return list(made) if isinstance(made, tuple) else [made]


def measure(function, given, repeat, budget):
    seconds = []
    begin = time.perf_counter()
    while len(seconds) < repeat and (len(seconds) < 3 or time.perf_counter() - begin < budget):
        fresh = [a.copy() if isinstance(a, np.ndarray) else a for a in given]
        start = time.perf_counter()
        result = function(*fresh)
        seconds.append(time.perf_counter() - start)
    outputs = [a for a in fresh if isinstance(a, np.ndarray)]
    outputs += list(result) if isinstance(result, tuple) else [] if result is None else [result]
    return seconds, outputs


def numba_version(path, entry):
    import numba

    scope = load(path)
    for name, value in list(scope.items()):
        if isinstance(value, types.FunctionType) and name != "initialize":
            scope[name] = numba.njit(value)
    return scope[entry]


def main(path, entry, preset, repeat, budget):
    scope = load(path)
    given = arguments(scope, scope[entry], scope["presets"][preset])
    with np.errstate(all="ignore"):
        scope[entry](*[a.copy() if isinstance(a, np.ndarray) else a for a in given])
        seconds, expected = measure(scope[entry], given, repeat, budget)
    report = {"numpy": seconds, "versions": {"numpy": np.__version__, "python": sys.version.split()[0]}}
    try:
        jitted = numba_version(path, entry)
        jitted(*[a.copy() if isinstance(a, np.ndarray) else a for a in given])
        seconds, outputs = measure(jitted, given, repeat, budget)
        agrees = len(outputs) == len(expected) and all(np.allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=True) for a, b in zip(outputs, expected))
        import numba

        report["versions"]["numba"] = numba.__version__
        if agrees:
            report["numba"] = seconds
        else:
            report["numba_refused"] = "its result differs from NumPy's"
    except Exception as error:
        report["numba_refused"] = f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    print(json.dumps(report))


main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
