// From afar, what a person looks for keeps its size on the screen: the arguments' names and what is looped over. Each is
// put where nothing else is written; what finds no place is not written, and comes when one goes nearer.
import { type Box, detailAt, type FlatNode, overlaps, type Picture } from "./flatten";
import { clipped } from "./scene-text";

export interface FarLabel {
  readonly id: string;
  readonly text: string;
  /** Of the line that the letters stand on. */
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly kind: "argument" | "title";
}

/** Sizes on the screen, in pixels. */
const [letter, ascent, descent, gap] = [6.8, 10, 3, 3];
const mostLetters = 40;

/** Scales between which labels stay where they are: a half of an octave. Nothing where the picture is near enough. */
export function farStep(scale: number): number | undefined {
  return detailAt(scale) === "far" ? Math.floor(Math.log2(scale) * 2) : undefined;
}

/** Outer scopes and earlier ones choose first. */
export function farLabels(picture: Picture, step: number): readonly FarLabel[] {
  const scale = 2 ** (step / 2);
  const taken: Box[] = [];
  const place = (choices: readonly FarLabel[]): FarLabel[] => {
    const found = choices.find((label) => !taken.some((box) => overlaps(box, boxOf(label, scale))));
    if (found !== undefined) taken.push(boxOf(found, scale));
    return found === undefined ? [] : [found];
  };
  const isArgument = ({ node }: FlatNode) => node.kind === "data" && node.transient !== true;
  const isTitled = ({ node, isFrame }: FlatNode) => node.kind === "map" && isFrame;
  return [
    ...picture.nodes.filter(isArgument).flatMap((flat) => place([argumentLabel(flat)])),
    ...picture.nodes.filter(isTitled).flatMap((flat) => place(titleLabels(flat, scale))),
  ];
}

function argumentLabel({ node, x, y, width, height }: FlatNode): FarLabel {
  return {
    id: node.id,
    text: clipped(node.title, mostLetters),
    x: x + width / 2,
    y: y + height / 2 + 5,
    anchor: "middle",
    kind: "argument",
  };
}

/** Above the frame or below it, from its left or to its right. */
function titleLabels({ node, x, y, width, height }: FlatNode, scale: number): readonly FarLabel[] {
  const common = { id: node.id, text: clipped(node.title, mostLetters), kind: "title" as const };
  const [above, below] = [y - gap / scale, y + height + (ascent + gap) / scale];
  return [above, below].flatMap((at): FarLabel[] => [
    { ...common, x, y: at, anchor: "start" },
    { ...common, x: x + width, y: at, anchor: "end" },
  ]);
}

function boxOf({ text, x, y, anchor }: FarLabel, scale: number): Box {
  const width = (text.length * letter) / scale;
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { x: left, y: y - ascent / scale, width, height: (ascent + descent) / scale };
}
