// The loop program: what every target prints. Loops, locals and addressed memory; all that is hard has been decided.
// Integers that address or count are `index`: symbolic expressions over symbols, whose width is the target's.
import type { Span } from "../diagnostics/index.ts";
import type {
  ArithmeticOperator,
  ComparisonOperator,
  DType,
  ElementId,
  ScalarFunction,
  WriteConflict,
} from "../sdfg/index.ts";
import type { Expr } from "../symbolic/index.ts";

export interface LoopProgram {
  readonly name: string;
  /** Symbols that the caller gives, in order: sizes and int arguments. */
  readonly symbols: readonly string[];
  /** Arrays and scalars that the caller gives or receives, in order. */
  readonly parameters: readonly Parameter[];
  /** Local memory, by name. */
  readonly buffers: Readonly<Record<string, Buffer>>;
  /** Scalars held in registers, by name. */
  readonly locals: Readonly<Record<string, DType>>;
  /** What a run may raise; a `check` names its place here. */
  readonly exceptions: readonly ExceptionRecord[];
  /** Functions that `legalize` made, by name; a function comes after those that it applies. */
  readonly functions?: Readonly<Record<string, LoopFunction>>;
  readonly body: readonly Statement[];
}

/**
 * A pure function of numbers without branches or memory: the lets in order, then the result. Its locals are its own, so that
 * a printer may write a function and calls, or put the body in each call's place, for one element or for all lanes.
 */
export interface LoopFunction {
  readonly parameters: readonly { readonly name: string; readonly type: DType }[];
  readonly lets: readonly { readonly name: string; readonly value: Value }[];
  readonly result: Value;
  /** For arguments that hardly ever occur: a `select` between it and something else is worth a branch. */
  readonly rare?: true;
  /** The same result in one operation, for a target that has it. */
  readonly fused?: FusedProduct;
}

/** first · second + third, rounded once. */
export type FusedProduct = readonly [first: Value, second: Value, third: Value];

/**
 * What one machine instruction does, as `legalize` leaves it. "reinterpret": the same bits as another type of the same width.
 * "copysign": the first's magnitude with the second's sign. "quotient" and "remainder": integers, rounding towards zero;
 * the divisor is not 0 and the quotient fits its type.
 */
export type MachineOperation = "reinterpret" | "copysign" | "quotient" | "remainder";

export interface Parameter {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Expr[];
  /** A number by value rather than memory. */
  readonly scalar: boolean;
  readonly read: boolean;
  readonly written: boolean;
  /** Made by the run, not given by the caller. */
  readonly result: boolean;
}

export interface Buffer {
  readonly dtype: DType;
  /** Elements. */
  readonly size: Expr;
}

export interface ExceptionRecord {
  readonly exception: string;
  readonly message: string;
  readonly span: Span;
}

/** The graph element and the line of Python that a statement came from. */
export interface Origin {
  readonly element?: ElementId;
  readonly span?: Span;
}

/**
 * "parallel": the iterations may run at once on several threads. "simd": the iterations may run `lanes` at a time. Both hold
 * by the graph's own promise; what crosses iterations is named in `reductions`.
 */
export type ForSchedule = "sequential" | "parallel" | "simd";

/** A local that every iteration joins a value to. Each thread or lane may keep its own, beginning with the identity, joined at the end. */
export interface Reduction {
  readonly local: string;
  readonly operator: WriteConflict;
}

/** A matrix in memory: element (i, j) lies at offset + i·rowStride + j·columnStride. */
export interface Matrix {
  readonly memory: string;
  readonly offset: Expr;
  readonly rowStride: Expr;
  readonly columnStride: Expr;
}

export type Statement = { readonly origin?: Origin } & (
  | { readonly kind: "alloc"; readonly buffer: string }
  | { readonly kind: "free"; readonly buffer: string }
  /** From begin while before end (after it, for a negative step); the step is a constant. `privates` are locals that belong to one iteration. */
  | {
      readonly kind: "for";
      readonly variable: string;
      readonly begin: Expr;
      readonly end: Expr;
      readonly step: number;
      readonly schedule: ForSchedule;
      readonly lanes?: number;
      readonly reductions?: readonly Reduction[];
      readonly privates?: readonly string[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: "while"; readonly condition: Value; readonly body: readonly Statement[] }
  | {
      readonly kind: "if";
      readonly condition: Value;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "break" | "continue" | "return" }
  /** Fixes a symbol for the statements after it. */
  | { readonly kind: "symbol"; readonly name: string; readonly value: Value }
  | { readonly kind: "assign"; readonly local: string; readonly value: Value }
  | {
      readonly kind: "store";
      readonly memory: string;
      readonly dtype: DType;
      readonly at: Value;
      readonly value: Value;
      readonly wcr?: WriteConflict;
    }
  | { readonly kind: "check"; readonly condition: Value; readonly exception: number }
  /** c (m×n) = a (m×k) · b (k×n); c does not overlap a or b. Strictly: each element sums its products in order of k. */
  | {
      readonly kind: "matmul";
      readonly dtype: DType;
      readonly a: Matrix;
      readonly b: Matrix;
      readonly c: Matrix;
      readonly m: Expr;
      readonly n: Expr;
      readonly k: Expr;
      readonly threads: boolean;
    }
);

/** A pure expression. `index` trees have the type "index"; everything else a NumPy type. */
export type Value =
  | { readonly kind: "constant"; readonly type: DType; readonly value: number; readonly imag?: number }
  | { readonly kind: "local"; readonly type: DType; readonly name: string }
  | { readonly kind: "index"; readonly type: "index"; readonly expr: Expr }
  | { readonly kind: "load"; readonly type: DType; readonly memory: string; readonly at: Value }
  | { readonly kind: "unary"; readonly type: DType; readonly operator: "-" | "~" | "not"; readonly operand: Value }
  | {
      readonly kind: "binary";
      readonly type: ValueType;
      readonly operator: ArithmeticOperator;
      readonly left: Value;
      readonly right: Value;
    }
  | {
      readonly kind: "compare";
      readonly type: "bool";
      readonly operator: ComparisonOperator;
      readonly left: Value;
      readonly right: Value;
    }
  | {
      readonly kind: "logical";
      readonly type: "bool";
      readonly operator: "and" | "or";
      readonly left: Value;
      readonly right: Value;
    }
  | {
      readonly kind: "select";
      readonly type: DType;
      readonly condition: Value;
      readonly then: Value;
      readonly otherwise: Value;
    }
  | { readonly kind: "call"; readonly type: DType; readonly fn: ScalarFunction; readonly args: readonly Value[] }
  | { readonly kind: "cast"; readonly type: ValueType; readonly operand: Value }
  /** One of the program's `functions`. */
  | { readonly kind: "apply"; readonly type: DType; readonly name: string; readonly args: readonly Value[] }
  | {
      readonly kind: "machine";
      readonly type: DType;
      readonly operation: MachineOperation;
      readonly args: readonly Value[];
    };

export type ValueType = DType | "index";

export function indexValue(expr: Expr): Value {
  return { kind: "index", type: "index", expr };
}

export function valueOperands(value: Value): readonly Value[] {
  switch (value.kind) {
    case "constant":
    case "local":
    case "index":
      return [];
    case "load":
      return [value.at];
    case "unary":
    case "cast":
      return [value.operand];
    case "binary":
    case "compare":
    case "logical":
      return [value.left, value.right];
    case "select":
      return [value.condition, value.then, value.otherwise];
    case "call":
    case "apply":
    case "machine":
      return value.args;
  }
}

export function mapValue(value: Value, f: (operand: Value) => Value): Value {
  switch (value.kind) {
    case "constant":
    case "local":
    case "index":
      return value;
    case "load":
      return { ...value, at: f(value.at) };
    case "unary":
    case "cast":
      return { ...value, operand: f(value.operand) };
    case "binary":
    case "compare":
    case "logical":
      return { ...value, left: f(value.left), right: f(value.right) };
    case "select":
      return { ...value, condition: f(value.condition), then: f(value.then), otherwise: f(value.otherwise) };
    case "call":
    case "apply":
    case "machine":
      return { ...value, args: value.args.map(f) };
  }
}

/** The bodies directly inside a statement. */
export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case "for":
    case "while":
      return [statement.body];
    case "if":
      return [statement.then, statement.otherwise];
    default:
      return [];
  }
}

/** The expressions directly in a statement. */
export function valuesOf(statement: Statement): readonly Value[] {
  switch (statement.kind) {
    case "while":
    case "if":
    case "check":
      return [statement.condition];
    case "symbol":
    case "assign":
      return [statement.value];
    case "store":
      return [statement.at, statement.value];
    default:
      return [];
  }
}

export function mapBodies(statement: Statement, f: (body: readonly Statement[]) => readonly Statement[]): Statement {
  switch (statement.kind) {
    case "for":
    case "while":
      return { ...statement, body: f(statement.body) };
    case "if":
      return { ...statement, then: f(statement.then), otherwise: f(statement.otherwise) };
    default:
      return statement;
  }
}

export function mapValues(statement: Statement, f: (value: Value) => Value): Statement {
  switch (statement.kind) {
    case "while":
    case "if":
    case "check":
      return { ...statement, condition: f(statement.condition) };
    case "symbol":
    case "assign":
      return { ...statement, value: f(statement.value) };
    case "store":
      return { ...statement, at: f(statement.at), value: f(statement.value) };
    default:
      return statement;
  }
}

/** Every statement, outer before inner. */
export function walkStatements(body: readonly Statement[], into: Statement[] = []): readonly Statement[] {
  for (const statement of body) {
    into.push(statement);
    for (const inner of bodiesOf(statement)) walkStatements(inner, into);
  }
  return into;
}

export function walkValues(value: Value, into: Value[] = []): readonly Value[] {
  into.push(value);
  for (const operand of valueOperands(value)) walkValues(operand, into);
  return into;
}
