// The Python tree that the rest of the core sees: the part of the language that numeric programs use, with positions.
// Everything else arrives as `unsupported` with its own name, so that the frontend can refuse it in place.
import type { Span } from "../diagnostics/index.ts";

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "&" | "|" | "^" | "<<" | ">>";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";

export type Expression = { readonly span: Span } & (
  | { readonly kind: "name"; readonly id: string }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "imaginary"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  /** `…` stands in the text where a value is put in. */
  | { readonly kind: "f-string"; readonly text: string; readonly values: readonly Expression[] }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "unary"; readonly operator: "-" | "+" | "~" | "not"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "bool-op"; readonly operator: "and" | "or"; readonly values: readonly Expression[] }
  | {
      readonly kind: "compare";
      readonly left: Expression;
      readonly operators: readonly CompareOperator[];
      readonly comparators: readonly Expression[];
    }
  | {
      readonly kind: "call";
      readonly callee: Expression;
      readonly args: readonly Expression[];
      readonly keywords: readonly Keyword[];
    }
  | { readonly kind: "attribute"; readonly value: Expression; readonly name: string }
  | { readonly kind: "subscript"; readonly value: Expression; readonly index: Expression }
  | { readonly kind: "slice"; readonly lower?: Expression; readonly upper?: Expression; readonly step?: Expression }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly keys: readonly Expression[]; readonly values: readonly Expression[] }
  | {
      readonly kind: "if-expression";
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: "lambda"; readonly parameters: readonly Parameter[]; readonly body: Expression }
  | { readonly kind: "unsupported"; readonly what: string }
);

export interface Keyword {
  readonly name: string;
  readonly value: Expression;
}

export type Statement = { readonly span: Span } & (
  | { readonly kind: "assign"; readonly targets: readonly Expression[]; readonly value: Expression }
  | {
      readonly kind: "augmented";
      readonly target: Expression;
      readonly operator: BinaryOperator;
      readonly value: Expression;
    }
  | {
      readonly kind: "for";
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "while";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "return"; readonly value?: Expression }
  | { readonly kind: "raise"; readonly exception?: Expression }
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "pass" }
  | { readonly kind: "break" }
  | { readonly kind: "continue" }
  | FunctionDefinition
  | { readonly kind: "import"; readonly names: readonly ImportedName[] }
  | { readonly kind: "unsupported"; readonly what: string }
);

/** `import numpy as np` is {module: "numpy", as: "np"}; `from numpy import sin` has member "sin". */
export interface ImportedName {
  readonly module: string;
  readonly member?: string;
  readonly as: string;
}

export interface Parameter {
  readonly name: string;
  readonly annotation?: Expression;
  readonly default?: Expression;
  /** Behind a `*`: given by name only. */
  readonly keywordOnly?: true;
  readonly span: Span;
}

export interface FunctionDefinition {
  readonly kind: "function";
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  readonly span: Span;
}

export interface Module {
  readonly body: readonly Statement[];
}
