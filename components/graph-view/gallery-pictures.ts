// A small picture of each gallery program's simplified graph, as paths. Made when the studio is built.
import { compileText } from "@datawright/compiler-core/compiler";
import { recordStep } from "@datawright/compiler-core/recipes";
import type { GalleryProgram } from "@/components/documents/gallery.gen";
import { closedAtFirst, collapsed } from "./collapse";
import { type FlatNode, flatten } from "./flatten";
import { Layouter, type LayouterParts } from "./layout";
import { sceneOf } from "./scene";

export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  /** A path of rectangles for each kind of node. */
  readonly paths: Readonly<Record<string, string>>;
}

/** More would be specks; scopes come before what they hold. */
const mostNodes = 400;

export async function galleryPictures(
  programs: readonly GalleryProgram[],
  engine: LayouterParts["engine"],
): Promise<Readonly<Record<string, SmallPicture>>> {
  const layouter = new Layouter({ engine, known: Promise.resolve({}) });
  const pictures: Record<string, SmallPicture> = {};
  for (const { name, text } of programs) {
    const { value } = compileText(text, { now: () => 0 });
    if (value === undefined) continue;
    const { sdfg } = value.program;
    const simplified = recordStep(sdfg, "Simplify", {}, {}, text);
    const scene = sceneOf(simplified.kind === "refusal" ? sdfg : simplified.sdfg);
    const picture = flatten(await layouter.place(collapsed(scene, closedAtFirst(scene))));
    const [width, height] = [Math.ceil(picture.width), Math.ceil(picture.height)];
    pictures[name] = { width, height, paths: pathsOf(picture.nodes.slice(0, mostNodes)) };
  }
  return pictures;
}

function pathsOf(nodes: readonly FlatNode[]): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const { node, x, y, width, height } of nodes) {
    const [left, top, w, h] = [x, y, width, height].map(Math.round);
    paths[node.kind] = `${paths[node.kind] ?? ""}M${left},${top}h${w}v${h}h-${w}z`;
  }
  return paths;
}
