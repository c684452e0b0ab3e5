/** We have a bug. Caught only at the edge of a worker, a job or the command line. */
export class CompilerBug extends Error {
  override readonly name = "CompilerBug";
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CompilerBug(message);
}

/** For a lookup that cannot fail: `need(map[id], "node of edge")`. */
export function need<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new CompilerBug(`missing ${what}`);
  return value;
}
