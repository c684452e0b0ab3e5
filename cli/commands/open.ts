// `open LINK`: what a shared link holds. Nothing of it is run.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkRecipe, encodeRecipe, type Recipe, recipeFormat } from "../../compiler-core/recipes/index.ts";
import { decodeLink, type SharedDocument } from "../../compiler-core/serialization/index.ts";
import { CommandEnd, type ExitStatus, exit, usage } from "../exit.ts";
import { readWords } from "../options.ts";
import type { World } from "../world.ts";
import { write } from "./compile.ts";

export async function open(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { output: "text", json: "flag" }, ["LINK"]);
  const [link = ""] = words.positionals;
  // Only the fragment counts: a link of any host is the same document.
  const { value: document, diagnostics } = decodeLink(link.includes("#") ? link.slice(link.indexOf("#")) : `#${link}`);
  if (document === undefined) throw new CommandEnd(exit.refused, diagnostics.map((d) => d.message).join("\n"));
  const recipe = checkRecipe({ format: recipeFormat, strictness: "relaxed", steps: document.steps });
  if (recipe.kind === "refusal") throw new CommandEnd(exit.refused, recipe.reason);
  const folder = words.text("output");
  if (folder !== undefined) keep(folder, document.program, recipe);
  world.out(visible(words.flag("json") ? JSON.stringify(document, null, 2) : described(document, recipe, folder)));
  return exit.right;
}

const fileOf = ({ form }: SharedDocument["program"]) => (form === "graph" ? "graph.sdfg" : "program.py");

function keep(folder: string, program: SharedDocument["program"], recipe: Recipe): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw usage(`${folder} can't be made: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
  write(join(folder, fileOf(program)), program.text);
  write(join(folder, "recipe.json"), encodeRecipe(recipe));
}

function described({ program, madeBy, sizes }: SharedDocument, { steps }: Recipe, folder: string | undefined): string {
  const values = Object.entries(sizes)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
  const names = steps.map((step) => step.transformation).join(", ");
  const head = `${program.name}, made by ${madeBy}\n  sizes  ${values || "none"}\n  steps  ${names || "none"}`;
  const advice = "It came from a link, and nothing of it was run: read it before you do.";
  if (folder === undefined) return `${head}\n${advice}\n\n${program.text}`;
  if (program.form === "graph") return `${head}\n${advice}\n  ${join(folder, fileOf(program))} opens in the studio.`;
  const preset = values === "" ? "" : ` --preset ${values}`;
  return `${head}\n${advice}\n  datawright run ${join(folder, fileOf(program))} --recipe ${join(folder, "recipe.json")}${preset}`;
}

/** A terminal obeys control characters; what came from a stranger keeps only line ends and tabs. Still JSON where it was. */
function visible(text: string): string {
  const shown = (c: string) =>
    c
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join("");
  return text.replaceAll("\r\n", "\n").replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === "\n" || c === "\t" ? c : shown(c)));
}
