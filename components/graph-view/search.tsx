"use client";
import { useMemo, useState } from "react";
import { walkScene } from "./collapse";
import type { Scene } from "./scene";

export interface SearchProps {
  readonly scene: Scene;
  readonly onSelect: (id: string) => void;
  readonly onClose: () => void;
}

/** Finds elements by name, type or code; Enter goes through them. */
export function Search({ scene, onSelect, onClose }: SearchProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(-1);
  const found = useMemo(() => {
    const wanted = query.toLowerCase();
    return wanted === ""
      ? []
      : [...walkScene(scene)].filter((node) =>
          `${node.title} ${node.detail} ${node.kind}`.toLowerCase().includes(wanted),
        );
  }, [scene, query]);
  const go = (to: number) => {
    const node = found[(to + found.length) % found.length];
    if (node === undefined) return;
    setAt((to + found.length) % found.length);
    onSelect(node.id);
  };
  return (
    <search className="graph-search">
      <input
        type="search"
        aria-label="Search the graph"
        placeholder="Name, type or code"
        // biome-ignore lint/a11y/noAutofocus: the person just asked for this field.
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(at + (event.shiftKey ? -1 : 1));
          else if (event.key === "Escape") onClose();
          else return;
          event.preventDefault();
        }}
      />
      <span role="status" className="soft">
        {query === ""
          ? ""
          : found.length === 0
            ? "nothing found"
            : `${Math.max(0, at) + (at < 0 ? 0 : 1)} of ${found.length}`}
      </span>
    </search>
  );
}
