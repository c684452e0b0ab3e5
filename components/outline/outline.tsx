"use client";
// The graph as a tree of words: the accessible form of the picture, fed by the same model.
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Scene, SceneNode } from "@/components/graph-view/scene";
import { elementUnder, hover } from "@/components/selection/hover";
import "./outline.css";

export interface OutlineProps {
  readonly scene: Scene;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

interface Row {
  readonly node: SceneNode;
  readonly depth: number;
  readonly open: boolean | undefined;
}

export function Outline({ scene, selected, onSelect }: OutlineProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => visibleRows(scene, closed), [scene, closed]);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.node.id === selected),
  );

  const toggle = (id: string, open: boolean) => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    const go = (to: number) => {
      const target = rows[Math.min(rows.length - 1, Math.max(0, to))];
      if (target) {
        onSelect(target.node.id);
        document.getElementById(rowId(target.node.id))?.focus();
      }
      event.preventDefault();
    };
    if (event.key === "ArrowDown") go(selected === undefined ? 0 : at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (row && (event.key === "ArrowRight" || event.key === "ArrowLeft") && row.open !== undefined) {
      toggle(row.node.id, event.key === "ArrowRight");
      event.preventDefault();
    }
  };
  return (
    <div
      role="tree"
      aria-label="Outline of the graph"
      className="outline"
      onKeyDown={onKey}
      onPointerOver={(event) => hover(elementUnder(event.target))}
      onPointerLeave={() => hover(undefined)}
    >
      {rows.map((row, i) => (
        <div
          key={row.node.id}
          id={rowId(row.node.id)}
          role="treeitem"
          aria-level={row.depth + 1}
          aria-selected={row.node.id === selected}
          aria-expanded={row.open}
          tabIndex={i === at ? 0 : -1}
          className={`outline-row ${row.node.kind}`}
          data-node={row.node.id}
          style={{ paddingLeft: 8 + row.depth * 14 }}
          onClick={() => onSelect(row.node.id)}
          onDoubleClick={() => row.open !== undefined && toggle(row.node.id, !row.open)}
          onKeyDown={() => undefined}
        >
          <span className="outline-kind">{kindWord(row.node)}</span> <span>{row.node.title}</span>{" "}
          <span className="soft">{row.node.detail}</span>
        </div>
      ))}
    </div>
  );
}

const rowId = (id: string) => `outline-${id}`;

function kindWord(node: SceneNode): string {
  const words = {
    data: "data",
    tasklet: "tasklet",
    map: "map",
    library: "library",
    nested: "nested",
    loop: "loop",
    branch: "branch",
    state: "state",
    region: "region",
    jump: "jump",
    foreign: "not read",
  } as const;
  return words[node.kind];
}

function visibleRows(scene: Scene, closed: ReadonlySet<string>, depth = 0): Row[] {
  return scene.nodes.flatMap((node): Row[] => {
    const children = node.inside && node.inside.nodes.length > 0 ? node.inside : undefined;
    const open = children === undefined ? undefined : !closed.has(node.id);
    return [{ node, depth, open }, ...(children && open ? visibleRows(children, closed, depth + 1) : [])];
  });
}
