// `check FILE`: whether it compiles, and what its entry takes and gives.

import type { Program } from "../../compiler-core/compiler/index.ts";
import { need } from "../../compiler-core/diagnostics/index.ts";
import { rowsOf } from "../../compiler-core/sdfg/index.ts";
import { printExpr } from "../../compiler-core/symbolic/index.ts";
import { diagnosticDocument, type ExitStatus, exit } from "../exit.ts";
import { readWords } from "../options.ts";
import { compileFile, readProgram } from "../program-file.ts";
import type { World } from "../world.ts";

export async function check(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { entry: "text", json: "flag" }, ["FILE"]);
  const [file = ""] = words.positionals;
  const entry = words.text("entry");
  const { program, diagnostics } = compileFile(world, readProgram(file), { ...(entry !== undefined && { entry }) });
  const facts = factsOf(program);
  if (words.flag("json"))
    world.out(JSON.stringify({ file, ...facts, diagnostics: diagnostics.map(diagnosticDocument) }, null, 2));
  else {
    const takes = facts.arguments.map((a) => `${a.name}: ${a.type}`).join(", ");
    const gives = facts.returns.map((r) => r.type).join(", ") || "nothing";
    world.out(
      `${file}: ${facts.entry}(${takes}) gives ${gives}\n  sizes: ${facts.sizes.join(", ") || "none"}; presets: ${Object.keys(facts.presets).join(", ") || "none"}`,
    );
  }
  return exit.right;
}

function factsOf({ sdfg, signature, presets }: Program) {
  const typeOf = (dtype: string, shape: readonly string[]) =>
    shape.length === 0 ? dtype : `${dtype}[${shape.join(", ")}]`;
  // What tells how long another result is, is not a result of the program.
  const telling = new Set(sdfg.returns.map(rowsOf));
  return {
    entry: sdfg.name,
    sizes: signature.sizes,
    presets,
    arguments: signature.parameters.map(({ name, type }) => ({
      name,
      type: type.kind === "int" ? "int" : typeOf(type.dtype, type.kind === "array" ? type.shape.map(printExpr) : []),
    })),
    returns: sdfg.returns
      .filter((name) => !telling.has(name))
      .map((name) => {
        const container = need(sdfg.containers[name], name);
        const [most = "", ...behind] = container.shape.map(printExpr);
        const shape =
          container.shape.length === 0 ? [] : [sdfg.returns.includes(rowsOf(name)) ? `≤ ${most}` : most, ...behind];
        return { name, type: typeOf(container.dtype, shape) };
      }),
  };
}
