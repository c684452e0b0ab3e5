import Elk from "elkjs/lib/elk.bundled.js";
import { describe, expect, test } from "vitest";
import { gallery } from "@/components/documents/gallery.gen";
import { firstScene, galleryLayouts } from "./gallery-layouts";
import { galleryPictures } from "./gallery-pictures";
import { layoutsOf } from "./known-layouts";
import { Layouter } from "./layout";
import type { Placed } from "./placed";

const none = Promise.resolve({});
const elk = new Elk();
const noEngine = () => {
  throw new Error("Everything was laid out before.");
};

/** Everything in a picture that is not a number: which node and which edge is where. */
const names = (placed: Placed): unknown =>
  JSON.parse(JSON.stringify(placed), (_, value) => (typeof value === "number" ? 0 : value));

describe("what was laid out when the studio was built is what the layout engine gives", () => {
  test.each(gallery.map((program) => [program.name, program] as const))("%s", async (_, program) => {
    const scene = firstScene(program.text);
    if (scene === undefined) throw new Error("It does not compile.");
    // The first layout also warms the engine up.
    const computed = await new Layouter({ engine: () => elk, known: none }).place(scene);
    const started = process.cpuUsage();
    await new Layouter({ engine: () => elk, known: none }).place(scene);
    expect(process.cpuUsage(started).user / 1e6, "seconds for a layout").toBeLessThan(1);

    const known = await galleryLayouts([program], () => elk);
    expect(Object.keys(known).length).toBeGreaterThan(0);
    const placed = await new Layouter({ engine: noEngine, known: Promise.resolve(known) }).place(scene);
    expect(layoutsOf(scene, placed)).toEqual(layoutsOf(scene, computed));
    expect(names(placed)).toEqual(names(computed));
  });
});

test("every program has a small picture, with what it computes and what it computes on", async () => {
  const pictures = await galleryPictures(gallery, () => elk);
  expect(Object.keys(pictures).sort()).toEqual(gallery.map(({ name }) => name).sort());
  for (const { width, height, paths } of Object.values(pictures)) {
    expect(width * height).toBeGreaterThan(0);
    expect(paths["data"]).toMatch(/^(M\d+,\d+h\d+v\d+h-\d+z)+$/);
  }
});

test("a level that was not laid out before asks the engine", async () => {
  const scene = { nodes: [{ id: "a", kind: "data", title: "a", detail: "" } as const], edges: [] };
  await expect(new Layouter({ engine: noEngine, known: none }).place(scene)).rejects.toThrow("before");
  expect((await new Layouter({ engine: () => elk, known: none }).place(scene)).nodes).toHaveLength(1);
});
