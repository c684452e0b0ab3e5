// Keys as text: "Mod+K", "Shift+F6", "?". What an event pressed, and how it is written for a person.
import type { PaneId } from "@/components/stores/layout-slice";
import type { Command } from "./command";

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** "Mod+Shift+K": Shift is named only beside a letter or a named key, for in "?" it is part of the sign. */
export function pressedKeys(event: Pressed, mac: boolean): string {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const named = event.key.length > 1;
  const letter = /^[a-z]$/i.test(event.key);
  const parts = [
    mod && "Mod",
    event.altKey && "Alt",
    event.shiftKey && (named || letter) && "Shift",
    letter ? event.key.toUpperCase() : event.key,
  ];
  return parts.filter(Boolean).join("+");
}

export function isSingleKey(keys: string): boolean {
  return !/^(Mod|Alt)\+/.test(keys) && !/(^|\+)F\d+$/.test(keys);
}

/** The command that these keys mean here. In text, single keys are text. */
export function commandForKeys(
  commands: readonly Command[],
  keys: string,
  pane: PaneId | undefined,
  inText: boolean,
): Command | undefined {
  if (inText && isSingleKey(keys)) return undefined;
  const meant = commands.filter(
    (command) => command.keys?.includes(keys) && (command.pane === undefined || command.pane === pane),
  );
  return meant.find((command) => command.pane !== undefined) ?? meant[0];
}

export function printKeys(keys: string, mac: boolean): string {
  const names: Readonly<Record<string, string>> = {
    Mod: mac ? "⌘" : "Ctrl",
    ArrowLeft: "←",
    ArrowRight: "→",
    Enter: "Enter",
    " ": "Space",
  };
  return keys
    .split(/\+(?!$)/)
    .map((part) => names[part] ?? part)
    .join(mac ? "" : "+");
}
