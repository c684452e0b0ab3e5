"""Stores what CPython and NumPy give for every test program at preset T: inputs, outputs, or the exception.

Run as `python3 compiler-core/testing/make-references.py` from the project's root; commit what it writes.
"""
import inspect
import json
import pathlib
import sys

import numpy as np

root = pathlib.Path(__file__).resolve().parent.parent.parent
target = root / "compiler-core/testing/reference"
files = sorted((root / "gallery").glob("*/program.py")) + sorted((root / "compiler-core/testing/programs").glob("*.py"))


def array(value):
    if isinstance(value, bool):
        return np.array(value, dtype=np.bool_)
    if isinstance(value, int):
        return np.array(value, dtype=np.int64)
    return np.array(value)


def run(file, name, sizes):
    """What goes in, what comes out, and the exception where there is one, for these sizes."""
    scope = {"__name__": "program"}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    function = scope[name]
    made = scope["initialize"](**sizes)
    names = list(inspect.signature(function).parameters)
    if not isinstance(made, dict):
        made = dict(zip(names, made))
    arrays = {f"in.{k}": array(v) for k, v in made.items()}
    given = {k: (v.copy() if isinstance(v, np.ndarray) else v) for k, v in made.items()}
    try:
        with np.errstate(all="ignore"):
            result = function(**given)
        if isinstance(result, tuple):
            arrays.update({f"out.__return_{i}": array(v) for i, v in enumerate(result)})
        elif result is not None:
            arrays["out.__return"] = array(result)
        arrays.update({f"out.{k}": v for k, v in given.items() if isinstance(v, np.ndarray)})
        return arrays, None
    except Exception as error:
        raised = {"exception": type(error).__name__, "message": str(error)}
        line = 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == str(file):
                line = trace.tb_lineno
            trace = trace.tb_next
        raised["line"] = line
        return arrays, raised


def is_legal(file, name, sizes):
    """Python takes these sizes: neither `initialize` nor the program raises."""
    try:
        return run(file, name, sizes)[1] is None
    except Exception:
        return False


def store(stem, sizes, arrays, raised):
    np.savez_compressed(target / f"{stem}.npz", **arrays)
    (target / f"{stem}.json").write_text(json.dumps({"sizes": sizes, "raised": raised}) + "\n")
    print(stem, "raises" if raised else "", len(arrays), file=sys.stderr)


for file in files:
    name = file.parent.name if file.name == "program.py" else file.stem
    scope = {"__name__": "program"}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    usual = scope["presets"]["T"]
    store(name, usual, *run(file, name, usual))
    # As many sizes as may be 1, and as many as may be 0, one after the other.
    for least in (1, 0):
        sizes = dict(usual)
        for size in usual:
            if is_legal(file, name, {**sizes, size: least}):
                sizes[size] = least
        if sizes != usual:
            store(f"{name}.{least}", sizes, *run(file, name, sizes))

# Snippets: kernels of a few lines over the same arguments, one for each thing that NumPy means and others get wrong.
ARGUMENTS = {
    "A": "rng.random((5, 6))", "B": "rng.random((5, 6)) + 0.25", "x": "rng.random((7,))", "y": "rng.random((6,))", "z": "rng.random((7,)) + rng.random((7,)) * 1j",
    "c": "(rng.random((7,)) + rng.random((7,)) * 1j).astype(np.complex64)", "f": "rng.random((7,)).astype(np.float32)", "i": "rng.integers(-9, 10, 7)", "j": "rng.integers(1, 5, 7)",
    "b8": "rng.integers(-128, 128, 7).astype(np.int8)", "u8": "rng.integers(0, 256, 7).astype(np.uint8)",
}


def snippet_program(body):
    import re

    names = [n for n in ARGUMENTS if re.search(rf"(?<![\w.]){n}(?!\w)", "\n".join(body)) and not any(re.match(rf"\s*{n} = |\s*for {n} in", line) for line in body)]
    made = "\n".join(f"    {n} = {ARGUMENTS[n]}" for n in names)
    kernel = "\n".join(f"    {line}" for line in body)
    imports = "import math\n\nimport numpy as np" if "math." in kernel else "import numpy as np"
    return f"{imports}\n\n\ndef kernel({', '.join(names)}):\n{kernel}\n\n\ndef initialize():\n    rng = np.random.default_rng(7)\n{made}\n    return {', '.join(names)}{',' if len(names) == 1 else ''}\n"


def snippets():
    name, body = None, []
    for line in (root / "compiler-core/testing/snippets.txt").read_text().splitlines() + ["## "]:
        if line.startswith("## "):
            if name:
                yield name, snippet_program(body)
            name, body = line[3:], []
        else:
            body.append(line)


facts, arrays = {}, {}
for name, text in snippets():
    scope = {}
    exec(compile(text, name, "exec"), scope)
    made = scope["initialize"]() or ()
    names = list(inspect.signature(scope["kernel"]).parameters)
    given = {k: (v.copy() if isinstance(v, np.ndarray) else v) for k, v in zip(names, made)}
    arrays.update({f"{name}/in.{k}": array(v) for k, v in zip(names, made)})
    facts[name] = {"text": text, "raised": None}
    try:
        with np.errstate(all="ignore"):
            result = scope["kernel"](**given)
        if isinstance(result, tuple):
            arrays.update({f"{name}/out.__return_{i}": array(v) for i, v in enumerate(result)})
        elif result is not None:
            arrays[f"{name}/out.__return"] = array(result)
        arrays.update({f"{name}/out.{k}": v for k, v in given.items()})
    except Exception as error:
        facts[name]["raised"] = {"exception": type(error).__name__, "message": str(error), "line": 0}
np.savez_compressed(target / "snippets.npz", **arrays)
(target / "snippets.json").write_text(json.dumps(facts, indent=1) + "\n")
print("snippets", len(facts), file=sys.stderr)
