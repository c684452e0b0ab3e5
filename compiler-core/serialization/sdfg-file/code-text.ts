// Typed expression trees → the Python that DaCe reads. Casts are explicit, so reading it back gives the same types.
import type { Scalar } from "../../sdfg/index.ts";
import type { Expr } from "../../symbolic/index.ts";

/** Python of an integer expression, as tasklets and interstate edges have it: no `$`, and `%` for the modulo. */
export function exprCode(expr: Expr): string {
  const text = expr.terms.map((term) => {
    const factors = term.factors.map(({ atom, power }) =>
      power === 1 ? atomCode(atom) : `${atomCode(atom)}**${power}`,
    );
    const size = Math.abs(term.coefficient);
    return {
      sign: term.coefficient < 0 ? "-" : "+",
      text: [...(size !== 1 || factors.length === 0 ? [`${size}`] : []), ...factors].join(" * "),
    };
  });
  if (text.length === 0) return "0";
  return text
    .map(({ sign, text: part }, i) => (i > 0 ? ` ${sign} ${part}` : sign === "-" ? `-${part}` : part))
    .join("");
}

function atomCode(atom: Expr["terms"][number]["factors"][number]["atom"]): string {
  switch (atom.kind) {
    case "symbol":
      return atom.name;
    case "floor-div":
      return `int_floor(${exprCode(atom.dividend)}, ${exprCode(atom.divisor)})`;
    case "mod":
      return `((${exprCode(atom.dividend)}) % (${exprCode(atom.divisor)}))`;
    case "min":
    case "max":
      return atom.args.map(exprCode).reduce((a, b) => `${atom.kind}(${a}, ${b})`);
  }
}

/** Names where DaCe's differ from NumPy's. */
const functions: Readonly<Partial<Record<string, string>>> = {
  minimum: "min",
  maximum: "max",
  arctan: "atan",
  arctan2: "atan2",
  rint: "round",
};

const ofBools: Readonly<Partial<Record<string, string>>> = { "+": "|", "*": "&" };

export function codeText(code: Scalar): string {
  switch (code.kind) {
    case "constant":
      return constantText(code);
    case "input":
      return code.name;
    case "element":
      return `${code.name}[${code.indices.map(codeText).join(", ")}]`;
    case "read":
      return code.indices.length === 0 ? code.data : `${code.data}[${code.indices.map(exprCode).join(", ")}]`;
    case "index":
      return code.expr.terms.length === 1 &&
        code.expr.terms[0]?.coefficient === 1 &&
        code.expr.terms[0].factors.length === 1
        ? exprCode(code.expr)
        : `(${exprCode(code.expr)})`;
    case "unary":
      return `(${code.operator === "not" ? "not " : code.operator}${codeText(code.operand)})`;
    case "binary":
      // Of bools, NumPy's sum is an `or` and its product an `and`; C++ counts.
      return `(${codeText(code.left)} ${(code.dtype === "bool" && ofBools[code.operator]) || code.operator} ${codeText(code.right)})`;
    case "compare":
    case "logical":
      return `(${codeText(code.left)} ${code.operator} ${codeText(code.right)})`;
    case "select":
      return `(${codeText(code.then)} if ${codeText(code.condition)} else ${codeText(code.otherwise)})`;
    case "call":
      if (code.fn === "complex") return `dace.${code.dtype}(${code.args.map(codeText).join(", ")})`;
      return `${functions[code.fn] ?? code.fn}(${code.args.map(codeText).join(", ")})`;
    case "cast":
      return `dace.${code.dtype}(${codeText(code.operand)})`;
  }
}

/** A constant says its type, save float64 and int64, which literals have. */
function constantText({ dtype, value, imag }: Scalar & { kind: "constant" }): string {
  if (dtype === "bool") return value === 0 ? "False" : "True";
  if (imag !== undefined || dtype.startsWith("complex"))
    return `dace.${dtype}(${numberText(value, true)}, ${numberText(imag ?? 0, true)})`;
  const text = numberText(value, dtype.startsWith("float"));
  return dtype === "float64" || dtype === "int64" ? text : `dace.${dtype}(${text})`;
}

/** A literal beyond the largest float is infinity in Python and in DaCe's C++, which has no name for it. */
function numberText(value: number, float: boolean): string {
  if (Number.isNaN(value)) return "(1e999 - 1e999)";
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "(-1e999)";
  const digits = Object.is(value, -0) ? "-0" : float ? `${value}` : `${BigInt(value)}`;
  const text = float && /^-?\d+$/.test(digits) ? `${digits}.0` : digits;
  return text.startsWith("-") ? `(${text})` : text;
}
