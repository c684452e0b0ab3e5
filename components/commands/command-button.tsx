"use client";
// A button that is a command: its state, its reason and its key come from the registry.
import type { ReactNode } from "react";
import type { Command } from "./command";
import { printKeys } from "./keys";

export interface CommandButtonProps {
  readonly commands: readonly Command[];
  readonly id: string;
  readonly className?: string;
  readonly mac: boolean;
  /** The button's words, where they are shorter than the command's. */
  readonly children: ReactNode;
  readonly label?: string;
  /** What the words may have cut off. */
  readonly detail?: string;
  /** Of a button that opens and closes something. */
  readonly expanded?: boolean;
}

export function CommandButton({ commands, id, className, mac, children, label, detail, expanded }: CommandButtonProps) {
  const command = commands.find((candidate) => candidate.id === id);
  if (command === undefined) return null;
  const keys = command.keys?.[0];
  return (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-expanded={expanded}
      aria-disabled={command.whyNot !== undefined}
      disabled={command.whyNot !== undefined}
      title={`${detail === undefined ? "" : `${detail}\n`}${command.whyNot ?? command.words}${keys ? ` (${printKeys(keys, mac)})` : ""}`}
      onClick={command.run}
    >
      {children}
    </button>
  );
}
