import { useEffect, useState } from "react";
import { keep, readKept } from "@/components/documents/kept-values";

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
    keep("theme", next);
  };
  return { dark, toggle };
}

function storedTheme(): "light" | "dark" | undefined {
  const kept = readKept("theme");
  return kept === "light" || kept === "dark" ? kept : undefined;
}
