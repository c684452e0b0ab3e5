// Every action of the studio, once: buttons, palette, keys and the key sheet all use the same.
import type { PaneId } from "@/components/stores/layout-slice";

export interface Command {
  readonly id: string;
  /** A verb first: "Open a file". */
  readonly words: string;
  readonly group: "Program" | "Run" | "Recipe" | "Graph" | "Document" | "View";
  /** "Mod" is Ctrl, or ⌘ on a Mac. */
  readonly keys?: readonly string[];
  /** Single keys act only in this pane; without one, everywhere. */
  readonly pane?: PaneId;
  /** Why it can't be done now; without a reason it can. */
  readonly whyNot?: string;
  readonly run: () => void;
}

/** Commands whose words or group contain every word of the query; those that begin with it come first. */
export function findCommands(commands: readonly Command[], query: string): readonly Command[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = commands.filter((command) => {
    const text = `${command.words} ${command.group}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const rank = (command: Command) =>
    (command.words.toLowerCase().startsWith(query.toLowerCase()) ? 0 : 1) + (command.whyNot === undefined ? 0 : 2);
  return [...matching].sort((a, b) => rank(a) - rank(b));
}
