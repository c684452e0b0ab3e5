// Where an output differs, in one look: the darker a cell, the more of its elements.
import type { Difference } from "./differences";
import "./verification.css";

/** Shares of a cell that are drawn alike, each up to this one. */
const levels = [0.25, 0.5, 0.75, 1];

export function DifferencePicture({
  difference,
  reference,
}: {
  readonly difference: Difference;
  readonly reference: string;
}) {
  const { name, count, total, first, cells } = difference;
  const [height, width] = [cells.length, cells[0]?.length ?? 1];
  const words = `${count.toLocaleString("en")} of ${total.toLocaleString("en")} elements of ${name} differ`;
  const at = first.index.length === 0 ? "" : ` First at [${first.index.join(", ")}]:`;
  return (
    <figure className="difference">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        style={{ aspectRatio: Math.min(6, Math.max(1, width / height)) }}
        role="img"
        aria-label={`Where ${name} differs`}
      >
        {levels.map((level) => (
          <path key={level} d={cellsUpTo(cells, level)} fillOpacity={level} />
        ))}
      </svg>
      <figcaption>
        {words}.{at} {first.actual} here, {first.expected} by {reference}.
        {height > 1 && <span className="soft"> First index downwards, second to the right.</span>}
      </figcaption>
    </figure>
  );
}

/** The cells of one level as one path. */
function cellsUpTo(cells: Difference["cells"], level: number): string {
  const isHere = (share: number) => share > 0 && levels.find((each) => share <= each) === level;
  return cells.flatMap((row, y) => row.flatMap((share, x) => (isHere(share) ? [`M${x},${y}h1v1h-1z`] : []))).join("");
}
