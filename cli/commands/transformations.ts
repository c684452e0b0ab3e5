// `transformations FILE`: what can be done with a program, and where.
import { CommandEnd, type ExitStatus, exit } from "../exit.ts";
import { readWords } from "../options.ts";
import { compileFile, readProgram } from "../program-file.ts";
import { applyRecipe } from "../recipe.ts";
import type { World } from "../world.ts";

export async function transformations(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { recipe: "text", entry: "text", json: "flag" }, ["FILE"]);
  const [file = ""] = words.positionals;
  const entry = words.text("entry");
  const { program } = compileFile(world, readProgram(file), { ...(entry !== undefined && { entry }) });
  applyRecipe(program, words.text("recipe") ?? "none");
  throw new CommandEnd(exit.usage, "This version has no transformations.");
}
