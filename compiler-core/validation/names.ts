// Names of containers and symbols. Blocks are known by their ids; the writer makes their labels distinct.
import type { Sdfg } from "../sdfg/index.ts";
import { type NameCode, own, type Problem, problem } from "./problem.ts";

const identifier = /^[A-Za-z_]\w*$/;

export function* checkNames(sdfg: Sdfg): Generator<Problem<NameCode>> {
  if (!identifier.test(sdfg.name))
    yield problem("not-an-identifier", `The graph's name \`${sdfg.name}\` is not an identifier.`);
  for (const [name, c] of Object.entries(sdfg.containers)) {
    // Members of structures are named with dots.
    if (!name.split(".").every((part) => identifier.test(part)))
      yield problem("not-an-identifier", `The container's name \`${name}\` is not an identifier.`, name);
    if (own(sdfg.symbols, name) !== undefined && c.kind !== "foreign")
      yield problem("name-taken", `\`${name}\` names both a container and a symbol.`, name);
  }
  for (const name of Object.keys(sdfg.symbols))
    if (!identifier.test(name))
      yield problem("not-an-identifier", `The symbol's name \`${name}\` is not an identifier.`, name);
}
