// Straight-line Python (assignments to names, and branches that assign) → the value of each name at its end.
import { cast, promote, type Scalar, walkScalar } from "../../sdfg/index.ts";
import type { Statement } from "../../syntax/index.ts";
import { cannotRead } from "./problem.ts";
import { type Names, readExpression } from "./python-code.ts";
import { strong, type Typed, truth } from "./python-values.ts";
import { parsedOnce, type Reading } from "./reading.ts";

export type Assignments = ReadonlyMap<string, Typed>;

/** Values are put where their names stand, so a chain of assignments can grow. */
const largestTree = 2000;

/** Throws Unreadable. */
export function readAssignments(reading: Reading, text: string, names: Names): Assignments {
  if (text.length > 20_000) cannotRead("code of more than 20,000 characters");
  const { value, diagnostics } = parsedOnce(reading, text);
  if (value === undefined) return cannotRead(diagnostics[0]?.message ?? "not Python");
  return run(value.body, names, new Map());
}

function run(body: readonly Statement[], names: Names, before: Assignments): Assignments {
  let values = before;
  const inside: Names = {
    value: (name) => values.get(name) ?? names.value(name),
    element: (name, at) => (values.has(name) ? undefined : names.element(name, at)),
  };
  for (const s of body) {
    if (s.kind === "pass") continue;
    if (s.kind === "assign") {
      const value = readExpression(s.value, inside);
      if (sizeOf(value.code) > largestTree) cannotRead("code that grows too large");
      const next = new Map(values);
      for (const target of s.targets)
        next.set(target.kind === "name" ? target.id : cannotRead("an assignment to elements"), value);
      values = next;
    } else if (s.kind === "if") values = branch(s, inside, names, values);
    else cannotRead(s.kind === "unsupported" ? s.what : `a statement: ${s.kind}`);
  }
  return values;
}

/** A name keeps its value in the branch that leaves it; without one before, both branches must give it. */
function branch(s: Statement & { kind: "if" }, inside: Names, names: Names, before: Assignments): Assignments {
  const condition = truth(readExpression(s.test, inside));
  const [then, otherwise] = [run(s.body, names, before), run(s.otherwise, names, before)];
  const joined = new Map(before);
  for (const name of new Set([...then.keys(), ...otherwise.keys()])) {
    const [a, b] = [then.get(name), otherwise.get(name)];
    if (a === undefined || b === undefined) cannotRead(`${name} is written only under a condition`);
    else if (a === b) joined.set(name, a);
    else {
      const { dtype } = promote({ dtype: a.code.dtype, weak: a.weak }, { dtype: b.code.dtype, weak: b.weak });
      const code: Scalar = {
        kind: "select",
        dtype,
        condition,
        then: cast(a.code, dtype),
        otherwise: cast(b.code, dtype),
      };
      if (sizeOf(code) > largestTree) cannotRead("code that grows too large");
      joined.set(name, strong(code));
    }
  }
  return joined;
}

function sizeOf(code: Scalar): number {
  let size = 0;
  for (const _ of walkScalar(code)) if (++size > largestTree) break;
  return size;
}
