import { useEffect, useRef } from "react";
import type { PaneId } from "@/components/stores/layout-slice";
import type { Command } from "./command";
import { commandForKeys, pressedKeys } from "./keys";

/** Runs the command that a key means where the focus is. Captured, so that the editor doesn't get ours first. */
export function useKeys(commands: readonly Command[], mac: boolean): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector("dialog[open]") !== null) return;
      const target = event.target instanceof Element ? event.target : undefined;
      const inText = target?.matches("input, textarea, select, [contenteditable=true]") === true;
      const inEditor = target?.closest(".monaco-editor") != null;
      const command = commandForKeys(latest.current, pressedKeys(event, mac), paneOf(target), inText || inEditor);
      // Inside text, undoing is the text's own.
      if (command === undefined || ((inText || inEditor) && (command.id === "undo" || command.id === "redo"))) return;
      event.preventDefault();
      event.stopPropagation();
      if (command.whyNot === undefined) command.run();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [mac]);
}

export function paneOf(target: Element | undefined): PaneId | undefined {
  return target?.closest<HTMLElement>("[data-pane]")?.dataset["pane"] as PaneId | undefined;
}

/** The next pane that is shown, in reading order; its first thing that can have the focus gets it. */
export function cyclePanes(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter((pane) => pane.offsetParent !== null);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  if (next !== undefined) focusPane(next);
}

export function focusPane(pane: HTMLElement): void {
  const inside = pane.querySelector<HTMLElement>(
    "textarea.inputarea, .monaco-editor textarea, .native-edit-context, [data-first-focus], [role=treeitem][tabindex='0'], [role=tab][aria-selected=true], button:not([disabled])",
  );
  (inside ?? pane).focus();
}
