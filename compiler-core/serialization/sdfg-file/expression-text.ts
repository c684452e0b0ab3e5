// Symbolic text of a file ↔ Expr. Both dialects: `N - 1`, and `-1 + symbol($N, dtype=dace.int64)`, where a bare `$N` is int32.
// What is not an integer expression with polynomials, floor division, modulo, min and max gives its reason as text.
import {
  add,
  ceilDiv,
  constantOf,
  type Expr,
  floorDiv,
  int,
  max,
  min,
  mod,
  mul,
  neg,
  one,
  symbol,
} from "../../symbolic/index.ts";
import { cannotRead } from "./problem.ts";

/** Longer than DaCe writes; keeps the recursion and the algebra small. */
const longestText = 20_000;
const mostTerms = 400;
const largestCoefficient = 2 ** 45;
const deepest = 64;

/** How each symbol was spelled, first come: what the writer repeats for it. */
export type Spellings = Map<string, string>;

/** Throws Unreadable. */
export function readExpr(text: string, spellings: Spellings): Expr {
  if (text.length > longestText) cannotRead("an expression of more than 20,000 characters");
  const tokens = text.match(/\$?[A-Za-z_]\w*|\d+\.?\d*(?:[eE][+-]?\d+)?\w*|\*\*|\/\/|<=|>=|==|!=|\S/g) ?? [];
  return new Reader(text, tokens, spellings).whole();
}

class Reader {
  private at = 0;
  private depth = 0;
  private readonly text: string;
  private readonly tokens: readonly string[];
  private readonly spellings: Spellings;
  constructor(text: string, tokens: readonly string[], spellings: Spellings) {
    this.text = text;
    this.tokens = tokens;
    this.spellings = spellings;
  }

  whole(): Expr {
    const value = this.sum();
    if (this.at < this.tokens.length) this.fail(`${this.tokens[this.at]} is not understood here`);
    return value;
  }

  private fail(message: string): never {
    return cannotRead(`\`${this.text.slice(0, 60)}\`: ${message}`);
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) this.fail(`${token} is missing`);
  }

  private sum(): Expr {
    let value = this.product();
    for (;;) {
      if (this.take("+")) value = small(add(value, this.product()));
      else if (this.take("-")) value = small(add(value, neg(this.product())));
      else return value;
    }
  }

  private product(): Expr {
    let value = this.unary();
    for (;;) {
      if (this.take("*")) value = times(value, this.unary());
      else if (this.take("//")) value = this.divided(value, this.unary(), floorDiv);
      else if (this.take("%")) value = this.divided(value, this.unary(), mod);
      else if (this.take("/")) value = this.exactly(value, this.unary());
      else return value;
    }
  }

  private divided(a: Expr, b: Expr, by: (a: Expr, b: Expr) => Expr): Expr {
    return constantOf(b) === 0 ? this.fail("division by zero") : small(by(a, b));
  }

  /** `/` is a fraction; only one without a rest is an integer. */
  private exactly(a: Expr, b: Expr): Expr {
    const divisor = constantOf(b);
    if (divisor === undefined || divisor === 0 || !a.terms.every((t) => t.coefficient % divisor === 0))
      this.fail("a fraction");
    return floorDiv(a, b);
  }

  private unary(): Expr {
    if (++this.depth > deepest) this.fail("nested too deeply");
    const negative = this.take("-");
    const value = negative ? neg(this.unary()) : this.take("+") ? this.unary() : this.power();
    this.depth--;
    return value;
  }

  private power(): Expr {
    const base = this.atom();
    if (!this.take("**")) return base;
    const exponent = constantOf(this.unary());
    if (exponent === undefined || exponent < 0 || exponent > 16) return this.fail("a power that is not a small number");
    let value: Expr = one;
    for (let i = 0; i < exponent; i++) value = times(value, base);
    return value;
  }

  private atom(): Expr {
    const token = this.tokens[this.at++] ?? this.fail("the end is missing");
    if (token === "(") {
      const value = this.sum();
      this.expect(")");
      return value;
    }
    if (/^\d/.test(token)) {
      const digits = /^(\d+)(?:[iu](?:8|16|32|64))?$/.exec(token)?.[1];
      return digits === undefined || Number(digits) > largestCoefficient
        ? this.fail(`the number ${token}`)
        : int(Number(digits));
    }
    if (token.startsWith("$") && token.length > 1) return this.named(token.slice(1), token);
    if (!/^[A-Za-z_]/.test(token)) return this.fail(`${token} is not understood`);
    if (this.tokens[this.at] === "[") return this.fail("it reads an array");
    if (!this.take("(")) return this.named(token, token);
    return token === "symbol" ? this.declared() : this.call(token);
  }

  private named(name: string, spelling: string): Expr {
    if (Object.hasOwn(Object.prototype, name)) this.fail(`${name} as a symbol`);
    if (!this.spellings.has(name)) this.spellings.set(name, spelling);
    return symbol(name);
  }

  /** `symbol($N, dtype=dace.int64, nonnegative=True)` */
  private declared(): Expr {
    const name = this.tokens[this.at++] ?? "";
    if (!/^\$\w/.test(name)) this.fail("a symbol without a name");
    const words: string[] = [];
    for (;;) {
      const token = this.tokens[this.at++] ?? this.fail("the end is missing");
      if (token === ")") break;
      words.push(token === "," ? ", " : token);
    }
    return this.named(name.slice(1), `symbol(${name}${words.join("")})`);
  }

  private call(fn: string): Expr {
    const args = [this.sum()];
    while (this.take(",")) args.push(this.sum());
    this.expect(")");
    if (args.length > 16) this.fail("more than 16 arguments");
    const [a = one, b = one] = args;
    switch (args.length === 2 ? fn : "") {
      case "int_floor":
        return this.divided(a, b, floorDiv);
      case "int_ceil":
        return this.divided(a, b, ceilDiv);
      case "Mod":
        return this.divided(a, b, mod);
    }
    switch (fn) {
      case "Min":
      case "min":
        return small(min(...args));
      case "Max":
      case "max":
        return small(max(...args));
      default:
        return this.fail(`the function ${fn}`);
    }
  }
}

const weight = (e: Expr) => e.terms.reduce((total, t) => total + Math.abs(t.coefficient), 0);

const degree = (e: Expr) => Math.max(0, ...e.terms.map((t) => t.factors.reduce((total, f) => total + f.power, 0)));

function times(a: Expr, b: Expr): Expr {
  if (
    a.terms.length * b.terms.length > mostTerms ||
    weight(a) * weight(b) > largestCoefficient ||
    degree(a) + degree(b) > 32
  )
    cannotRead("too large a product");
  return mul(a, b);
}

function small(e: Expr): Expr {
  if (e.terms.length > mostTerms || weight(e) > largestCoefficient || e.key.length > longestText)
    cannotRead("too large an expression");
  return e;
}

/** Text of an expression, each symbol as `spell` has it. */
export function exprText(expr: Expr, spell: (name: string) => string): string {
  const text = expr.terms.map((term) => {
    const factors = term.factors.map(({ atom, power }) => {
      const base = atomText(atom, spell);
      return power === 1 ? base : `${base}**${power}`;
    });
    const size = Math.abs(term.coefficient);
    return {
      negative: term.coefficient < 0,
      text: [...(size !== 1 || factors.length === 0 ? [`${size}`] : []), ...factors].join("*"),
    };
  });
  if (text.length === 0) return "0";
  return text
    .map(({ negative, text: part }, i) =>
      i === 0 ? `${negative ? "-" : ""}${part}` : `${negative ? " - " : " + "}${part}`,
    )
    .join("");
}

function atomText(atom: Expr["terms"][number]["factors"][number]["atom"], spell: (name: string) => string): string {
  const inner = (e: Expr) => exprText(e, spell);
  switch (atom.kind) {
    case "symbol":
      return spell(atom.name);
    case "floor-div":
      return `int_floor(${inner(atom.dividend)}, ${inner(atom.divisor)})`;
    case "mod":
      return `Mod(${inner(atom.dividend)}, ${inner(atom.divisor)})`;
    case "min":
      return `Min(${atom.args.map(inner).join(", ")})`;
    case "max":
      return `Max(${atom.args.map(inner).join(", ")})`;
  }
}
