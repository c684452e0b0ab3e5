// Walks a program from the leaves up and replaces values; finds names that are free.
import {
  type LoopProgram,
  mapBodies,
  mapValue,
  mapValues,
  type Statement,
  type Value,
  walkStatements,
} from "../lowering/index.ts";

/** `f` sees each value after its operands. Bodies of functions stay: they are legal as they were made. */
export function rewriteValues(program: LoopProgram, f: (value: Value) => Value): LoopProgram {
  const value = (v: Value): Value => f(mapValue(v, value));
  const statement = (s: Statement): Statement => mapBodies(mapValues(s, value), (body) => body.map(statement));
  return { ...program, body: program.body.map(statement) };
}

/** Every name that the program uses for a symbol, a local or memory. */
export function namesIn(program: LoopProgram): Set<string> {
  const names = new Set([
    ...program.symbols,
    ...program.parameters.map((p) => p.name),
    ...Object.keys(program.buffers),
    ...Object.keys(program.locals),
  ]);
  for (const s of walkStatements(program.body)) {
    if (s.kind === "for") names.add(s.variable);
    if (s.kind === "symbol") names.add(s.name);
  }
  return names;
}

/** The wanted name with the first number that makes it new; `taken` has it from then on. */
export function freshName(taken: Set<string>, wanted: string): string {
  let i = 0;
  while (taken.has(`${wanted}${i}`)) i++;
  taken.add(`${wanted}${i}`);
  return `${wanted}${i}`;
}
