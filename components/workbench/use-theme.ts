import { useEffect, useState } from "react";
import type { Sdfg } from "@datawright/compiler-core/sdfg";

/** Follows the system until a choice is made; the choice is kept. */
export function useTheme(): { readonly dark: boolean; readonly toggle: () => void } {
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const kept = storedTheme();
    const apply = () => setDark(kept === undefined ? system.matches : kept === "dark");
    apply();
    if (kept !== undefined) document.documentElement.dataset["theme"] = kept;
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, []);
  const toggle = () => {
    const next = dark ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    setDark(!dark);
    storeTheme(next);
  };
  return { dark, toggle };
}

function storedTheme(): "light" | "dark" | undefined {
  try {
    const kept = localStorage.getItem("datawright.theme");
    return kept === "light" || kept === "dark" ? kept : undefined;
  } catch {
    return undefined; // Storage is blocked: the system's theme is followed.
  }
}

function storeTheme(theme: string): void {
  try {
    localStorage.setItem("datawright.theme", theme);
  } catch {
    // Storage is blocked or full: the choice holds for this visit.
  }
}

/** The lines of Python that a graph element came from. */
export function lineOf(sdfg: Sdfg, element: string): readonly [number, number] | undefined {
  const block = sdfg.blocks[element];
  if (block?.origin) return [block.origin.line, block.kind === "loop" ? block.origin.line : block.origin.endLine];
  for (const state of Object.values(sdfg.blocks)) {
    if (state.kind !== "state") continue;
    const node = state.nodes[element];
    if (node === undefined) continue;
    const span = node.origin ?? state.origin;
    return span && [span.line, span.endLine];
  }
  return undefined;
}
