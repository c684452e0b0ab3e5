import { describe, expect, it } from "vitest";
import { need } from "../diagnostics/index.ts";
import { parsePython } from "./parse-python.ts";
import type { Expression, Statement } from "./tree.ts";

function statementsOf(text: string): readonly Statement[] {
  return need(parsePython(text).value, text).body;
}

function expressionOf(text: string): Expression {
  const [s] = statementsOf(text);
  if (s?.kind !== "expression") throw new Error(`${text} is not an expression`);
  return s.value;
}

const refusal = (text: string) => {
  const [first] = parsePython(text).diagnostics;
  return first === undefined ? undefined : `${first.code} ${first.span.line}:${first.span.column} ${first.message}`;
};

describe("expressions", () => {
  it.each([
    ["1", { kind: "int", value: 1 }],
    ["1.0", { kind: "float", value: 1 }],
    ["1e3", { kind: "float", value: 1000 }],
    ["2j", { kind: "imaginary", value: 2 }],
    ["0x1f", { kind: "int", value: 31 }],
    ["True", { kind: "bool", value: true }],
    ["None", { kind: "none" }],
    ["'a\\n'", { kind: "string", value: "a\n" }],
    ["-x", { kind: "unary", operator: "-" }],
    ["not x", { kind: "unary", operator: "not" }],
    ["a @ b", { kind: "binary", operator: "@" }],
    ["a // b", { kind: "binary", operator: "//" }],
    ["a < b <= c", { kind: "compare", operators: ["<", "<="] }],
    ["a is not None", { kind: "compare", operators: ["is not"] }],
    ["a and b and c", { kind: "bool-op", operator: "and" }],
    ["x[1:, ::2]", { kind: "subscript" }],
    ["x.T", { kind: "attribute", name: "T" }],
    ["f(a, axis=1)", { kind: "call" }],
    ["a if c else b", { kind: "if-expression" }],
    ["lambda i: i", { kind: "lambda" }],
    ["[1, 2]", { kind: "list" }],
    ["(1, 2)", { kind: "tuple" }],
    ["{'a': 1}", { kind: "dict" }],
    ["[i for i in x]", { kind: "unsupported", what: "a list comprehension" }],
    ["f(*a)", { kind: "unsupported", what: "`*` or `**` in a call" }],
    ["f'{a} of {b:.2f}'", { kind: "f-string", text: "… of …", values: [{ id: "a" }, { id: "b" }] }],
  ])("%s", (text, expected) => {
    expect(expressionOf(text)).toMatchObject(expected);
  });

  it("binds as Python does", () => {
    expect(expressionOf("a + b * c ** -d")).toMatchObject({
      operator: "+",
      right: { operator: "*", right: { operator: "**", right: { kind: "unary" } } },
    });
    expect(expressionOf("-a ** b")).toMatchObject({ kind: "unary", operand: { operator: "**" } });
  });

  it("keeps positions", () => {
    expect(expressionOf("a +  bc")).toMatchObject({
      span: { line: 1, column: 0, endLine: 1, endColumn: 7 },
      right: { span: { line: 1, column: 5, endColumn: 7 } },
    });
  });
});

describe("statements", () => {
  it.each([
    ["a = b = 1", [{ kind: "assign", targets: [{ id: "a" }, { id: "b" }] }]],
    ["a, b = b, a", [{ kind: "assign", targets: [{ kind: "tuple" }] }]],
    ["a: float = 1.0", [{ kind: "assign" }]],
    ["a: float", [{ kind: "pass" }]],
    ["a += 1", [{ kind: "augmented", operator: "+" }]],
    ["for i in range(3):\n    pass\nelse:\n    pass", [{ kind: "for", otherwise: [{ kind: "pass" }] }]],
    ["while a:\n    break", [{ kind: "while", body: [{ kind: "break" }] }]],
    ["raise ValueError('x')", [{ kind: "raise" }]],
    ["import numpy as np", [{ names: [{ module: "numpy", as: "np" }] }]],
    ["import numpy.linalg", [{ names: [{ module: "numpy.linalg", as: "numpy" }] }]],
    ["from numpy import sin as s", [{ names: [{ module: "numpy", member: "sin", as: "s" }] }]],
    [
      "def f(a, b=2, *, c=3):\n    return a",
      [{ kind: "function", parameters: [{ name: "a" }, { name: "b" }, { name: "c" }] }],
    ],
    ["def f(*a):\n    pass", [{ kind: "unsupported", what: "a function with `*` or `**` parameters" }]],
    ["assert a, 'why'", [{ kind: "if", test: { operator: "not" }, body: [{ kind: "raise" }] }]],
    ["with np.errstate(all='ignore'):\n    a = 1", [{ kind: "if", body: [{ kind: "assign" }] }]],
    ["with np.errstate(all='raise'):\n    a = 1", [{ kind: "unsupported", what: "`with`" }]],
    ["with open('f') as g:\n    pass", [{ kind: "unsupported", what: "`with`" }]],
    ["class A:\n    pass", [{ kind: "unsupported", what: "a class" }]],
    ["try:\n    pass\nexcept E:\n    pass", [{ kind: "unsupported", what: "`try`" }]],
  ])("%s", (text, expected) => {
    expect(statementsOf(text)).toMatchObject(expected);
  });
});

describe("what is not read", () => {
  it("a syntax error, at its place", () => {
    expect(refusal("def f(A):\n  A[:] = = 1\n")).toMatch(/^syntax-error 2:9 This is not valid Python: /);
  });
  it("brackets beyond any person's program, and operands beyond the stack", () => {
    expect(refusal(`x = ${"(".repeat(300)}1${")".repeat(300)}`)).toMatch(/^nesting-too-deep 1:204 /);
    expect(refusal(`x = ${"[".repeat(400_000)}`)).toMatch(/^nesting-too-deep /);
    expect(refusal(`x = ${"-".repeat(300_000)}1`)).toMatch(/^nesting-too-deep /);
    expect(refusal(`x = 1${"+1".repeat(200_000)}`)).toMatch(/^nesting-too-deep /);
  });
  it("loops that Python nests no deeper", () => {
    const loops = (count: number) =>
      `${Array.from({ length: count }, (_, i) => `${" ".repeat(i)}for i in x:\n`).join("")}${" ".repeat(count)}pass\n`;
    expect(statementsOf(loops(20))).toHaveLength(1);
    expect(refusal(loops(21))).toMatch(/^syntax-error 21:20 /);
    expect(refusal(`if a:\n b\nelse:\n${loops(21).replace(/^/gm, " ")}`)).toMatch(/^syntax-error /);
  });
  it("more than a megabyte", () => {
    expect(refusal("#".repeat(1_000_001))).toMatch(/^source-too-long /);
  });
});
