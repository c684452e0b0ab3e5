// Python text → our tree. The text parser is the npm package py-ast; its names stay in this file.
import { parse } from "py-ast";
import { done, failed, need, type Outcome, type Span } from "../diagnostics/index.ts";
import { refuseLoops, refuseText, type SyntaxCode } from "./limits.ts";
import type {
  BinaryOperator,
  CompareOperator,
  Expression,
  ImportedName,
  Keyword,
  Module,
  Parameter,
  Statement,
} from "./tree.ts";

/** Never throws. The first syntax error ends the parse; its position is the parser's. */
export function parsePython(text: string): Outcome<Module, SyntaxCode> {
  const tooMuch = refuseText(text);
  if (tooMuch !== undefined) return failed(tooMuch);
  try {
    const body = statements(parse(text) as unknown as Raw, "body", text.split("\n"));
    const tooDeep = refuseLoops(body);
    return tooDeep === undefined ? done({ body }) : failed(tooDeep);
  } catch (error) {
    // The parser walks down by recursion: what exhausts the stack is valid or not, but nested beyond what a person writes.
    if (error instanceof RangeError)
      return failed({
        severity: "error",
        code: "nesting-too-deep",
        span: { line: 1, column: 0, endLine: 1, endColumn: 1 },
        message: "An expression of this program is nested too deeply, or joins too many operands.",
        fix: "Split it into several statements.",
      });
    const raw = error as {
      lineno?: number;
      col_offset?: number;
      end_lineno?: number;
      end_col_offset?: number;
      message?: string;
    };
    const line = raw.lineno ?? 1;
    const column = raw.col_offset ?? 0;
    const message = (raw.message ?? "invalid syntax").replace(/ at line \d+, column \d+$/, "");
    const span = { line, column, endLine: line, endColumn: column + 1 };
    return failed({ severity: "error", code: "syntax-error", span, message: `This is not valid Python: ${message}.` });
  }
}

type Lines = readonly string[];

interface Raw {
  readonly nodeType: string;
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno?: number;
  readonly end_col_offset?: number;
  readonly [field: string]: unknown;
}

function spanOf(raw: Raw): Span {
  const endLine = raw.end_lineno ?? raw.lineno;
  return { line: raw.lineno, column: raw.col_offset, endLine, endColumn: raw.end_col_offset ?? raw.col_offset + 1 };
}

const child = (raw: Raw, field: string) => raw[field] as Raw;
const list = (raw: Raw, field: string) => (raw[field] as Raw[] | undefined) ?? [];
const statements = (raw: Raw, field: string, lines: Lines) => list(raw, field).map((each) => statement(each, lines));
const expressions = (raw: Raw, field: string, lines: Lines) => list(raw, field).map((each) => expression(each, lines));
const optional = (raw: Raw, field: string, lines: Lines) =>
  raw[field] ? expression(child(raw, field), lines) : undefined;

const binaryOperators: Readonly<Record<string, BinaryOperator>> = {
  Add: "+",
  Sub: "-",
  Mult: "*",
  Div: "/",
  FloorDiv: "//",
  Mod: "%",
  Pow: "**",
  MatMult: "@",
  BitAnd: "&",
  BitOr: "|",
  BitXor: "^",
  LShift: "<<",
  RShift: ">>",
};
const compareOperators: Readonly<Record<string, CompareOperator>> = {
  Eq: "==",
  NotEq: "!=",
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
  Is: "is",
  IsNot: "is not",
  In: "in",
  NotIn: "not in",
};
const unaryOperators: Readonly<Record<string, "-" | "+" | "~" | "not">> = {
  USub: "-",
  UAdd: "+",
  Invert: "~",
  Not: "not",
};

function statement(raw: Raw, lines: Lines): Statement {
  const span = spanOf(raw);
  const blocks = () => ({ body: statements(raw, "body", lines), otherwise: statements(raw, "orelse", lines) });
  switch (raw.nodeType) {
    case "Assign":
      return {
        kind: "assign",
        span,
        targets: expressions(raw, "targets", lines),
        value: expression(child(raw, "value"), lines),
      };
    case "AnnAssign": {
      const value = optional(raw, "value", lines);
      if (value === undefined) return { kind: "pass", span };
      return { kind: "assign", span, targets: [expression(child(raw, "target"), lines)], value };
    }
    case "AugAssign": {
      const operator = binaryOperators[child(raw, "op").nodeType];
      if (operator === undefined) return { kind: "unsupported", span, what: "this augmented assignment" };
      const target = expression(child(raw, "target"), lines);
      return { kind: "augmented", span, operator, target, value: expression(child(raw, "value"), lines) };
    }
    case "For":
      return {
        kind: "for",
        span,
        target: expression(child(raw, "target"), lines),
        iterable: expression(child(raw, "iter"), lines),
        ...blocks(),
      };
    case "While":
      return { kind: "while", span, test: expression(child(raw, "test"), lines), ...blocks() };
    case "If":
      return { kind: "if", span, test: expression(child(raw, "test"), lines), ...blocks() };
    case "Return": {
      const value = optional(raw, "value", lines);
      return value === undefined ? { kind: "return", span } : { kind: "return", span, value };
    }
    case "Raise": {
      const exception = optional(raw, "exc", lines);
      return exception === undefined ? { kind: "raise", span } : { kind: "raise", span, exception };
    }
    case "Assert":
      return assertion(raw, lines, span);
    case "With":
      return isErrorState(raw)
        ? { kind: "if", span, test: { kind: "bool", span, value: true }, ...blocks() }
        : { kind: "unsupported", span, what: "`with`" };
    case "Expr":
      return { kind: "expression", span, value: expression(child(raw, "value"), lines) };
    case "Pass":
      return { kind: "pass", span };
    case "Break":
      return { kind: "break", span };
    case "Continue":
      return { kind: "continue", span };
    case "FunctionDef": {
      const given = child(raw, "args");
      if (given["vararg"] || given["kwarg"])
        return { kind: "unsupported", span, what: "a function with `*` or `**` parameters" };
      return {
        kind: "function",
        span,
        name: String(raw["name"]),
        parameters: parameters(child(raw, "args"), lines, span),
        body: statements(raw, "body", lines),
        decorators: expressions(raw, "decorator_list", lines),
      };
    }
    case "Import":
      return { kind: "import", span, names: list(raw, "names").map((each) => imported(each)) };
    case "ImportFrom":
      return { kind: "import", span, names: list(raw, "names").map((each) => imported(each, String(raw["module"]))) };
    default:
      return { kind: "unsupported", span, what: statementNames[raw.nodeType] ?? `\`${raw.nodeType}\`` };
  }
}

const statementNames: Readonly<Record<string, string>> = {
  ClassDef: "a class",
  Try: "`try`",
  Delete: "`del`",
  Global: "`global`",
  Nonlocal: "`nonlocal`",
  Match: "`match`",
  AsyncFunctionDef: "`async`",
  AsyncFor: "`async`",
  AsyncWith: "`async`",
};

/** `assert test, message` raises where the test fails; without a message it is empty. */
function assertion(raw: Raw, lines: Lines, span: Span): Statement {
  const test = expression(child(raw, "test"), lines);
  const message = optional(raw, "msg", lines);
  const name: Expression = { kind: "name", span, id: "AssertionError" };
  const exception: Expression = { kind: "call", span, callee: name, args: message ? [message] : [], keywords: [] };
  return {
    kind: "if",
    span,
    test: { kind: "unary", span, operator: "not", operand: test },
    body: [{ kind: "raise", span, exception }],
    otherwise: [],
  };
}

/** `with np.errstate(divide="ignore"):` changes what is warned of, and no value. */
function isErrorState(raw: Raw): boolean {
  return list(raw, "items").every((item) => {
    const call = child(item, "context_expr");
    if (call.nodeType !== "Call" || item["optional_vars"]) return false;
    const callee = child(call, "func");
    const quiet = list(call, "keywords").every((k) => ["ignore", "warn"].includes(String(child(k, "value")["value"])));
    return callee.nodeType === "Attribute" && callee["attr"] === "errstate" && list(call, "args").length === 0 && quiet;
  });
}

function imported(raw: Raw, from?: string): ImportedName {
  const name = String(raw["name"]);
  const alias = raw["asname"] ? String(raw["asname"]) : undefined;
  if (from !== undefined) return { module: from, member: name, as: alias ?? name };
  return { module: name, as: alias ?? name.split(".")[0] ?? name };
}

function parameters(raw: Raw, lines: Lines, fallback: Span): Parameter[] {
  const plain = [...list(raw, "posonlyargs"), ...list(raw, "args")];
  const defaults = list(raw, "defaults");
  const withDefaults: [Raw, Raw | null | undefined][] = plain.map((arg, i) => [
    arg,
    defaults[i - plain.length + defaults.length],
  ]);
  const keywordOnly = list(raw, "kwonlyargs").map((arg, i): [Raw, Raw | null | undefined] => [
    arg,
    list(raw, "kw_defaults")[i],
  ]);
  return [...withDefaults, ...keywordOnly].map(([arg, value], i) => ({
    name: String(arg["arg"]),
    ...(i >= plain.length && { keywordOnly: true as const }),
    span: arg.lineno === undefined ? fallback : spanOf(arg),
    ...(arg["annotation"] ? { annotation: expression(child(arg, "annotation"), lines) } : {}),
    ...(value ? { default: expression(value, lines) } : {}),
  }));
}

function expression(raw: Raw, lines: Lines): Expression {
  const span = spanOf(raw);
  const sub = (field: string) => expression(child(raw, field), lines);
  switch (raw.nodeType) {
    case "Name":
      return { kind: "name", span, id: String(raw["id"]) };
    case "Constant":
      return constant(raw["value"], span, lines);
    case "UnaryOp": {
      const operator = unaryOperators[child(raw, "op").nodeType];
      return operator === undefined
        ? { kind: "unsupported", span, what: "this operator" }
        : { kind: "unary", span, operator, operand: sub("operand") };
    }
    case "BinOp": {
      const operator = binaryOperators[child(raw, "op").nodeType];
      return operator === undefined
        ? { kind: "unsupported", span, what: "this operator" }
        : { kind: "binary", span, operator, left: sub("left"), right: sub("right") };
    }
    case "BoolOp":
      return {
        kind: "bool-op",
        span,
        operator: child(raw, "op").nodeType === "And" ? "and" : "or",
        values: expressions(raw, "values", lines),
      };
    case "Compare": {
      const operators = list(raw, "ops").map((op) => need(compareOperators[op.nodeType], op.nodeType));
      return {
        kind: "compare",
        span,
        left: sub("left"),
        operators,
        comparators: expressions(raw, "comparators", lines),
      };
    }
    case "Call": {
      if (list(raw, "args").some((arg) => arg.nodeType === "Starred") || list(raw, "keywords").some((k) => !k["arg"]))
        return { kind: "unsupported", span, what: "`*` or `**` in a call" };
      const keywords = list(raw, "keywords").map(
        (k): Keyword => ({ name: String(k["arg"]), value: expression(child(k, "value"), lines) }),
      );
      return { kind: "call", span, callee: sub("func"), args: expressions(raw, "args", lines), keywords };
    }
    case "Attribute":
      return { kind: "attribute", span, value: sub("value"), name: String(raw["attr"]) };
    case "Subscript":
      return { kind: "subscript", span, value: sub("value"), index: sub("slice") };
    case "Slice": {
      const [lower, upper, step] = [
        optional(raw, "lower", lines),
        optional(raw, "upper", lines),
        optional(raw, "step", lines),
      ];
      return { kind: "slice", span, ...(lower && { lower }), ...(upper && { upper }), ...(step && { step }) };
    }
    case "Tuple":
      return { kind: "tuple", span, items: expressions(raw, "elts", lines) };
    case "List":
      return { kind: "list", span, items: expressions(raw, "elts", lines) };
    case "Dict":
      return { kind: "dict", span, keys: expressions(raw, "keys", lines), values: expressions(raw, "values", lines) };
    case "IfExp":
      return { kind: "if-expression", span, test: sub("test"), then: sub("body"), otherwise: sub("orelse") };
    case "JoinedStr": {
      const parts = list(raw, "values");
      const text = parts.map((part) => (part.nodeType === "Constant" ? String(part["value"]) : "…")).join("");
      const values = parts.filter((part) => part.nodeType === "FormattedValue");
      return { kind: "f-string", span, text, values: values.map((part) => expression(child(part, "value"), lines)) };
    }
    case "Lambda":
      return { kind: "lambda", span, parameters: parameters(child(raw, "args"), lines, span), body: sub("body") };
    default:
      return { kind: "unsupported", span, what: expressionNames[raw.nodeType] ?? `\`${raw.nodeType}\`` };
  }
}

const expressionNames: Readonly<Record<string, string>> = {
  ListComp: "a list comprehension",
  DictComp: "a comprehension",
  SetComp: "a comprehension",
  GeneratorExp: "a generator expression",
  NamedExpr: "`:=`",
  Starred: "`*` here",
  Set: "a set",
  Await: "`await`",
  Yield: "`yield`",
  YieldFrom: "`yield`",
};

/** The parser gives 1 and 1.0 the same value; the text tells them apart. */
function constant(value: unknown, span: Span, lines: Lines): Expression {
  if (value === null || value === undefined) return { kind: "none", span };
  if (typeof value === "boolean") return { kind: "bool", span, value };
  if (typeof value === "string")
    return value === "..." && sourceOf(lines, span) === "..."
      ? { kind: "ellipsis", span }
      : { kind: "string", span, value };
  if (typeof value === "bigint")
    return BigInt(Number(value)) === value
      ? { kind: "int", span, value: Number(value) }
      : { kind: "unsupported", span, what: "an integer literal of more than 53 bits" };
  if (typeof value === "object" && "imag" in value) return { kind: "imaginary", span, value: Number(value.imag) };
  if (typeof value !== "number") return { kind: "ellipsis", span };
  const literal = sourceOf(lines, span);
  const isFloat = /^[0-9_]*(\.|[0-9_]e|e)/i.test(literal) && !/^0[xob]/i.test(literal);
  if (!isFloat && !Number.isSafeInteger(value) && BigInt(literal.replaceAll("_", "")) !== BigInt(value))
    return { kind: "unsupported", span, what: "an integer literal of more than 53 bits" };
  return isFloat ? { kind: "float", span, value } : { kind: "int", span, value };
}

function sourceOf(lines: Lines, span: Span): string {
  return (lines[span.line - 1] ?? "").slice(span.column, span.endColumn);
}
