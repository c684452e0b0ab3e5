// Lays the gallery's graphs out as the studio first shows them. Run when the studio is built.
import { compileText } from "@datawright/compiler-core/compiler";
import type { GalleryProgram } from "@/components/documents/gallery.gen";
import { closedAtFirst, collapsed } from "./collapse";
import { type KnownLayouts, layoutsOf } from "./known-layouts";
import { Layouter, type LayouterParts } from "./layout";
import { type Scene, sceneOf } from "./scene";

/** The picture of a program before anybody touched it. */
export function firstScene(text: string): Scene | undefined {
  const { value } = compileText(text, { now: () => 0 });
  if (value === undefined) return undefined;
  const scene = sceneOf(value.program.sdfg);
  return collapsed(scene, closedAtFirst(scene));
}

export async function galleryLayouts(
  programs: readonly GalleryProgram[],
  engine: LayouterParts["engine"],
): Promise<KnownLayouts> {
  const layouter = new Layouter({ engine, known: Promise.resolve({}) });
  const layouts: Record<string, KnownLayouts[string]> = {};
  for (const { text } of programs) {
    const scene = firstScene(text);
    if (scene !== undefined) Object.assign(layouts, layoutsOf(scene, await layouter.place(scene)));
  }
  return layouts;
}
