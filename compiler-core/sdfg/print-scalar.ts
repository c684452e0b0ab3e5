import { printExpr } from "../symbolic/index.ts";
import type { Scalar } from "./scalar.ts";

/** Python's spelling of an element's code, as people read it in a tasklet: `2.0*a + exp(b)`. */
export function printScalar(scalar: Scalar): string {
  switch (scalar.kind) {
    case "constant":
      return printConstant(scalar);
    case "input":
      return scalar.name;
    case "read":
      return scalar.indices.length === 0 ? scalar.data : `${scalar.data}[${scalar.indices.map(printExpr).join(", ")}]`;
    case "index":
      return printExpr(scalar.expr);
    case "unary":
      return `${scalar.operator === "not" ? "not " : scalar.operator}${wrap(scalar.operand)}`;
    case "binary":
    case "compare":
    case "logical":
      return `${wrap(scalar.left)} ${scalar.operator} ${wrap(scalar.right)}`;
    case "select":
      return `${wrap(scalar.then)} if ${wrap(scalar.condition)} else ${wrap(scalar.otherwise)}`;
    case "call":
      return `${scalar.fn}(${scalar.args.map(printScalar).join(", ")})`;
    case "element":
      return `${scalar.name}[${scalar.indices.map(printScalar).join(", ")}]`;
    case "cast":
      return `${scalar.dtype}(${printScalar(scalar.operand)})`;
  }
}

function printConstant(scalar: Scalar & { kind: "constant" }): string {
  if (scalar.dtype === "bool") return scalar.value === 0 ? "False" : "True";
  const text = printNumber(scalar.value, !scalar.dtype.includes("int"));
  return scalar.imag === undefined ? text : `(${text} + ${printNumber(scalar.imag, true)}j)`;
}

function printNumber(value: number, float: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = Object.is(value, -0) ? "-0" : `${value}`;
  return float && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function wrap(scalar: Scalar): string {
  const text = printScalar(scalar);
  const simple = scalar.kind === "input" || scalar.kind === "call" || scalar.kind === "cast" || scalar.kind === "read";
  return simple || (scalar.kind === "constant" && scalar.value >= 0) || /^\w+$/.test(text) ? text : `(${text})`;
}
