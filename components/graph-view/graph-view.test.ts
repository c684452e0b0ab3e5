import { add, int, symbol } from "@datawright/compiler-core/symbolic";
import { describe, expect, test } from "vitest";
import { closedAtFirst, collapsed, countNodes, pathTo } from "./collapse";
import { detailAt, drawn, flatten } from "./flatten";
import type { Placed } from "./placed";
import type { Scene, SceneNode } from "./scene";
import { printShape } from "./scene-text";

const node = (id: string, inside?: Scene): SceneNode => ({
  id,
  kind: inside ? "map" : "data",
  title: id,
  detail: "",
  ...(inside && { inside }),
});
const scene = (...nodes: SceneNode[]): Scene => ({ nodes, edges: [] });

test("shapes bracket what is more than a name", () => {
  expect(printShape([add(symbol("I"), int(4)), symbol("K")])).toBe("(I + 4) × K");
  expect(printShape([add(symbol("I"), int(4))])).toBe("I + 4");
});

describe("collapse", () => {
  const big = scene(
    node("a", scene(node("a1"), node("a2", scene(node("a21"))))),
    node("b", scene(...Array.from({ length: 50 }, (_, i) => node(`b${i}`)))),
  );
  test("everything is open where there is room", () => expect(closedAtFirst(big, 100).size).toBe(0));
  test("the large scope closes first", () => expect([...closedAtFirst(big, 10)]).toEqual(["b"]));
  test("a closed scope says what it holds and keeps its place", () => {
    const shown = collapsed(big, new Set(["b"]));
    expect(shown.nodes.map((n) => n.id)).toEqual(["a", "b"]);
    expect(shown.nodes[1]).toMatchObject({ closed: true, detail: "50 elements inside" });
    expect(countNodes(shown)).toBe(5);
  });
  test("the way to an element", () => {
    expect(pathTo(big, "a21")?.map((n) => n.id)).toEqual(["a", "a2"]);
    expect(pathTo(big, "none")).toBeUndefined();
  });
});

describe("drawing", () => {
  const placed: Placed = {
    width: 2000,
    height: 1000,
    nodes: Array.from({ length: 2000 }, (_, i) => ({
      node: node(`n${i}`),
      x: i * 10,
      y: 0,
      width: 8,
      height: 8,
      inside: undefined,
    })),
    edges: [
      {
        id: "e",
        label: "",
        points: [
          { x: 0, y: 0 },
          { x: 100, y: 50 },
        ],
      },
    ],
  };
  const picture = flatten(placed);
  test("flat coordinates add up", () => {
    const nested: Placed = {
      width: 100,
      height: 100,
      edges: [],
      nodes: [
        {
          node: node("s"),
          x: 10,
          y: 10,
          width: 60,
          height: 84,
          inside: {
            width: 60,
            height: 60,
            edges: [],
            nodes: [{ node: node("i"), x: 5, y: 6, width: 8, height: 8, inside: undefined }],
          },
        },
      ],
    };
    expect(flatten(nested).nodes[1]).toMatchObject({ x: 15, y: 40, depth: 1 });
  });
  test("never more than the budget, and what is in view first", () => {
    const shown = drawn(picture, { x: 0, y: 0, width: 500, height: 100 }, 1000);
    expect(shown.nodes.length).toBe(51);
    const all = drawn(picture, { x: 0, y: 0, width: 30000, height: 100 }, 1000);
    expect(all.nodes.length + all.edges.length).toBeLessThanOrEqual(1000);
  });
  test("three levels of detail", () => expect([2, 0.5, 0.1].map(detailAt)).toEqual(["near", "middle", "far"]));
});
