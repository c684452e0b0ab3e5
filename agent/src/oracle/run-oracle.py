"""Asks NumPy: makes a program's arguments, runs it, and leaves both in a folder as raw arrays.

FOLDER/request.json says what; FOLDER/answer.json and the files NAME.in, NAME.ref that it names are the answer. The same
file runs under the machine's Python (`python3 run-oracle.py FOLDER DRIVER`) and inside Pyodide, which mounts the folder.
"""
import errno
import json
import pathlib
import sys

try:
    import numpy as np
except ImportError as error:
    sys.exit(f"no NumPy: {error}")


def same(a, b):
    return len(a) == len(b) and np.array_equal(np.frombuffer(a, np.uint8), np.frombuffer(b, np.uint8))


def save(folder, described, buffers, ending, unchanged):
    files = {}
    for (name, facts), buffer in zip(described.items(), buffers):
        # A large argument that the program only reads is not written twice.
        file = f"{name}.in" if name in unchanged and same(unchanged[name], buffer) else f"{name}.{ending}"
        if file not in (f"{n}.in" for n in unchanged):
            (folder / file).write_bytes(buffer)
        files[name] = {**facts, "file": file}
    return files


def same_as_before(folder, described, buffers):
    files = [folder / f"{name}.in" for name in described]
    return all(not file.exists() or same(file.read_bytes(), buffer) for file, buffer in zip(files, buffers))


def raised(error, line):
    return {"exception": type(error).__name__, "message": str(error), "line": line}


def answer(folder, driver):
    request = json.loads((folder / "request.json").read_text())
    call = driver["_call"]
    given = [(folder / request["file"]).read_bytes()] if request["file"] else []
    facts = {"python": sys.version.split()[0], "numpy": np.__version__, "bits": 64 if sys.maxsize > 2**33 else 32}
    try:
        made, buffers = call({"kind": "inputs", "key": "", **request}, given)
    except Exception as error:
        line = (isinstance(error, SyntaxError) and error.lineno) or driver["_line_of"](error)
        return {**facts, "unmade": raised(error, line)}
    if request["nudge"] and not same_as_before(folder, made["inputs"], buffers):
        # Drawn anew: what NumPy makes of other inputs says nothing about these.
        return {**facts, "inputs": {}, "seconds": []}
    inputs = save(folder, made["inputs"], buffers, "in", {})
    if request["repeat"] == 0:
        return {**facts, "inputs": inputs, "seconds": []}
    ran, results = call({"kind": "run", "key": "", "repeat": request["repeat"], "nudge": request["nudge"]}, [])
    if "raised" in ran:
        return {**facts, "inputs": inputs, "raised": ran["raised"], "seconds": []}
    outputs = save(folder, ran["outputs"], results, "nudged" if request["nudge"] else "ref", dict(zip(made["inputs"], buffers)))
    return {**facts, "inputs": inputs, "outputs": outputs, "seconds": ran["seconds"]}


def main(folder, driver):
    folder, scope = pathlib.Path(folder), {}
    exec(compile(pathlib.Path(driver).read_text(), "driver.py", "exec"), scope)
    try:
        (folder / "answer.json").write_text(json.dumps(answer(folder, scope)))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.exit(f"The disk is full: the arrays of a run are kept in {folder.parent} (TMPDIR).")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
