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


for file in files:
    name = file.parent.name if file.name == "program.py" else file.stem
    scope = {"__name__": "program"}
    exec(compile(file.read_text(), str(file), "exec"), scope)
    function = scope[name]
    made = scope["initialize"](**scope["presets"]["T"])
    names = list(inspect.signature(function).parameters)
    if not isinstance(made, dict):
        made = dict(zip(names, made))
    arrays = {f"in.{k}": array(v) for k, v in made.items()}
    given = {k: (v.copy() if isinstance(v, np.ndarray) else v) for k, v in made.items()}
    raised = None
    try:
        with np.errstate(all="ignore"):
            result = function(**given)
        if isinstance(result, tuple):
            arrays.update({f"out.__return_{i}": array(v) for i, v in enumerate(result)})
        elif result is not None:
            arrays["out.__return"] = array(result)
        arrays.update({f"out.{k}": v for k, v in given.items() if isinstance(v, np.ndarray)})
    except Exception as error:
        raised = {"exception": type(error).__name__, "message": str(error)}
        line = 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == str(file):
                line = trace.tb_lineno
            trace = trace.tb_next
        raised["line"] = line
    np.savez_compressed(target / f"{name}.npz", **arrays)
    (target / f"{name}.json").write_text(json.dumps({"sizes": scope["presets"]["T"], "raised": raised}) + "\n")
    print(name, "raises" if raised else "", len(arrays), file=sys.stderr)
