"""Random integer expressions with what SymPy makes of them: expanded polynomials, and exact values of floor, Mod, Min, Max.

Run as `python3 compiler-core/symbolic/make-references.py` where SymPy is installed; commit the JSON beside this file.
"""
import json
import pathlib
import random

import sympy

random.seed(11)
names = ["i", "j", "N", "M"]
symbols = {n: sympy.Symbol(n, integer=True) for n in names}


def grow(depth, polynomial):
    if depth == 0 or random.random() < 0.2:
        return random.choice(names) if random.random() < 0.65 else random.randint(-6, 6)
    kinds = ["+", "-", "*"] if polynomial else ["+", "-", "*", "//", "%", "min", "max"]
    kind = random.choice(kinds)
    right = random.choice([-5, -3, -2, 2, 3, 4, 7]) if kind in ("//", "%") else grow(depth - 1, polynomial)
    return [kind, grow(depth - 1, polynomial), right]


def build(tree):
    if isinstance(tree, str):
        return symbols[tree]
    if isinstance(tree, int):
        return sympy.Integer(tree)
    kind, a, b = tree[0], build(tree[1]), build(tree[2])
    return {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "//": lambda: sympy.floor(a / b), "%": lambda: sympy.Mod(a, b),
        "min": lambda: sympy.Min(a, b), "max": lambda: sympy.Max(a, b),
    }[kind]()


polynomials = []
for _ in range(150):
    tree = grow(4, True)
    expanded = sympy.Poly(sympy.expand(build(tree)), *symbols.values())
    polynomials.append({"tree": tree, "terms": {",".join(map(str, powers)): int(c) for powers, c in expanded.terms() if c != 0}})
values = []
for _ in range(150):
    tree = grow(3, False)
    expression = build(tree)
    points = [{n: random.randint(-9, 9) for n in names} for _ in range(4)]
    values.append({"tree": tree, "points": [{"at": at, "value": int(expression.subs({symbols[n]: v for n, v in at.items()}))} for at in points]})
target = pathlib.Path(__file__).with_name("sympy-references.json")
target.write_text(json.dumps({"sympy": sympy.__version__, "polynomials": polynomials, "values": values}) + "\n")
