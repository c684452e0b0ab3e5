// `open LINK`: what a shared link holds. Nothing of it is run.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { decodeLink } from "../../compiler-core/serialization/index.ts";
import { CommandEnd, type ExitStatus, exit } from "../exit.ts";
import { readWords } from "../options.ts";
import type { World } from "../world.ts";
import { write } from "./compile.ts";

export async function open(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { output: "text", json: "flag" }, ["LINK"]);
  const [link = ""] = words.positionals;
  // Only the fragment counts: a link of any host is the same document.
  const { value: document, diagnostics } = decodeLink(link.includes("#") ? link.slice(link.indexOf("#")) : `#${link}`);
  if (document === undefined) throw new CommandEnd(exit.refused, diagnostics.map((d) => d.message).join("\n"));
  const { program, sizes, steps, madeBy } = document;
  const folder = words.text("output");
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    write(join(folder, "program.py"), program.text);
    write(join(folder, "recipe.json"), `${JSON.stringify(document, null, 2)}\n`);
  }
  if (words.flag("json")) world.out(JSON.stringify(document, null, 2));
  else {
    const values = Object.entries(sizes)
      .map(([name, value]) => `${name}=${value}`)
      .join(",");
    const kept =
      folder === undefined
        ? program.text
        : `Written to ${join(folder, "program.py")} and ${join(folder, "recipe.json")}.`;
    world.out(
      `${visible(program.name)}, made by ${visible(madeBy)}; sizes ${values || "none"}; ${steps.length} steps. It came from a link: read it before you run it.\n\n${visible(kept)}`,
    );
  }
  return exit.right;
}

/** A terminal obeys control characters; what came from a stranger keeps only line ends and tabs. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (c) =>
    c === "\n" || c === "\t" ? c : `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
