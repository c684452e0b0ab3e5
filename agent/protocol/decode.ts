// Schemas: a decoder turns an unknown value into a fresh, typed one, or says where and why not. Nothing of the original
// object survives: no prototype, no key that the schema does not name, no getter.

export type Decoder<Value> = (value: unknown, at: string) => Value;
export type Decoded<D> = D extends Decoder<infer Value> ? Value : never;
export type Decoding<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly where: string; readonly why: string };

class BadMessage extends Error {
  override readonly name = "BadMessage";
  readonly where: string;
  constructor(where: string, why: string) {
    super(why);
    this.where = where;
  }
}

export function decode<Value>(decoder: Decoder<Value>, value: unknown): Decoding<Value> {
  try {
    return { ok: true, value: decoder(value, "message") };
  } catch (error) {
    if (error instanceof BadMessage) return { ok: false, where: error.where, why: error.message };
    throw error;
  }
}

function bad(at: string, why: string): never {
  throw new BadMessage(at, why);
}

export function text(most: number, pattern?: RegExp): Decoder<string> {
  return (value, at) => {
    if (typeof value !== "string") return bad(at, "must be text");
    if (value.length > most) return bad(at, `must be at most ${most} characters`);
    if (pattern !== undefined && !pattern.test(value)) return bad(at, "is not of the form that is asked for");
    return value;
  };
}

export function integer(least: number, most: number): Decoder<number> {
  return (value, at) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? Number(value)
      : bad(at, `must be an integer from ${least} to ${most}`);
}

export const number: Decoder<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : bad(at, "must be a finite number");

export const flag: Decoder<boolean> = (value, at) =>
  typeof value === "boolean" ? value : bad(at, "must be a boolean");

export function oneOf<const Words extends readonly string[]>(...words: Words): Decoder<Words[number]> {
  return (value, at) => words.find((word) => word === value) ?? bad(at, `must be one of ${words.join(", ")}`);
}

/** JSON has no NaN: what was one arrives as null. */
export function nullable<Value>(decoder: Decoder<Value>): Decoder<Value | null> {
  return (value, at) => (value === null ? null : decoder(value, at));
}

export function list<Item>(item: Decoder<Item>, most: number): Decoder<readonly Item[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return bad(at, "must be a list");
    if (value.length > most) return bad(at, `must have at most ${most} items`);
    return Array.from(value, (element, i) => item(element, `${at}[${i}]`));
  };
}

/** Names to values; `__proto__` is no name. */
export function dictionary<Item>(
  item: Decoder<Item>,
  most: number,
  name: RegExp,
): Decoder<Readonly<Record<string, Item>>> {
  return (value, at) => {
    const entries = Object.entries(plainObject(value, at));
    if (entries.length > most) return bad(at, `must have at most ${most} entries`);
    return Object.fromEntries(
      entries.map(([key, element]) => {
        if (!name.test(key) || key === "__proto__") return bad(at, "has a name that is not allowed");
        return [key, item(element, `${at}.${key}`)];
      }),
    );
  };
}

type Fields = Readonly<Record<string, Decoder<unknown>>>;
type OptionalDecoder<Value> = Decoder<Value> & { readonly optional: true };
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type RecordOf<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Decoded<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Decoded<F[K]> | undefined;
};

/** A field that may be left out; where it is there, it must be right. */
export function optional<Value>(decoder: Decoder<Value>): OptionalDecoder<Value> {
  return Object.assign<Decoder<Value>, { readonly optional: true }>((value, at) => decoder(value, at), {
    optional: true,
  });
}

/** Exactly these fields. */
export function record<F extends Fields>(fields: F): Decoder<RecordOf<F>> {
  return (value, at) => {
    const given = plainObject(value, at);
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
    if (unknown !== undefined) return bad(at, "has a field that is not known");
    const entries = Object.entries(fields).flatMap(([key, decoder]): [string, unknown][] => {
      if (!Object.hasOwn(given, key) || given[key] === undefined) {
        return "optional" in decoder ? [] : bad(`${at}.${key}`, "is missing");
      }
      return [[key, decoder(given[key], `${at}.${key}`)]];
    });
    return Object.fromEntries(entries) as RecordOf<F>;
  };
}

type Variants = Readonly<Record<string, Fields>>;
type VariantOf<V extends Variants> = { [K in keyof V & string]: { readonly kind: K } & RecordOf<V[K]> }[keyof V &
  string];

/** One of several records, told apart by `kind`. */
export function variant<V extends Variants>(variants: V): Decoder<VariantOf<V>> {
  const decoders = new Map(
    Object.entries(variants).map(([kind, fields]) => [kind, record({ ...fields, kind: oneOf(kind) })]),
  );
  return (value, at) => {
    const { kind } = plainObject(value, at);
    const decoder = typeof kind === "string" ? decoders.get(kind) : undefined;
    if (decoder === undefined) return bad(`${at}.kind`, `must be one of ${[...decoders.keys()].join(", ")}`);
    return decoder(value, at) as VariantOf<V>;
  };
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Any JSON, copied, within limits of depth and of values in all. */
export function json(limits: {
  readonly depth: number;
  readonly values: number;
  readonly text: number;
}): Decoder<Json> {
  return (value, at) => {
    let seen = 0;
    const copy = (v: unknown, where: string, depth: number): Json => {
      if (++seen > limits.values) return bad(at, `must hold at most ${limits.values} values`);
      if (depth > limits.depth) return bad(at, `must be nested at most ${limits.depth} deep`);
      if (v === null || typeof v === "boolean") return v;
      if (typeof v === "number") return number(v, where);
      if (typeof v === "string") return text(limits.text)(v, where);
      if (Array.isArray(v)) return v.map((element, i) => copy(element, `${where}[${i}]`, depth + 1));
      return Object.fromEntries(
        Object.entries(plainObject(v, where)).map(([key, element]) => {
          if (key === "__proto__" || key.length > 200) return bad(where, "has a name that is not allowed");
          return [key, copy(element, `${where}.${key}`, depth + 1)];
        }),
      );
    };
    return copy(value, at, 1);
  };
}

/** Binary data, as either end's socket delivers it; never copied. */
export function bytes(most: number): Decoder<Uint8Array> {
  return (value, at) => {
    const view = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    if (!(view instanceof Uint8Array)) return bad(at, "must be binary data");
    return view.byteLength <= most ? view : bad(at, `must be at most ${most} bytes`);
  };
}

function plainObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return bad(at, "must be an object");
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype
    ? (value as Record<string, unknown>)
    : bad(at, "must be a plain object");
}
