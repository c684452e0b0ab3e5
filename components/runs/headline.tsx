// How much faster than NumPy and than as written, where the times show it, and how far from the roof: one sentence. Each
// number opens what it came from.
import { type Bound, limitOf } from "@/components/roofline/roofline";
import { compareTimes, type Statistics, threeDigits } from "./statistics";

export interface HeadlineProps {
  readonly own: Statistics;
  readonly theirs?: Statistics | undefined;
  /** "NumPy in this page (Pyodide)". */
  readonly whose: string;
  readonly written?: Statistics | undefined;
  /** Of the program's point at the memory's level. */
  readonly bound?: Bound | undefined;
  readonly onTimes?: () => void;
  readonly onRoofline?: () => void;
}

export function Headline({ own, theirs, whose, written, bound, onTimes, onRoofline }: HeadlineProps) {
  return (
    <p className="headline">
      {theirs && <Ratio own={own} other={theirs} than={whose} onTimes={onTimes} />}
      {theirs && written && ", "}
      {written && <Ratio own={own} other={written} than="as written" onTimes={onTimes} />}
      {bound && (
        <>
          {(theirs || written) && "; "}
          {limitOf(bound)}:{" "}
          <NumberLink
            onOpen={onRoofline}
            title={`Modelled operations over measured time; ${bound.roof.name}, measured.`}
          >
            {Math.round(bound.share * 100)} %
          </NumberLink>{" "}
          of the roof
        </>
      )}
      .
    </p>
  );
}

interface RatioProps {
  readonly own: Statistics;
  readonly other: Statistics;
  readonly than: string;
  readonly onTimes: (() => void) | undefined;
}

function Ratio({ own, other, than, onTimes }: RatioProps) {
  const { ratio, low, high, claim } = compareTimes(own, other);
  if (claim === "no difference shown") return <>no difference to {than} is shown: the intervals overlap</>;
  const [shown, from, to] = claim === "faster" ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low];
  const title = `Median over median; from ${threeDigits(from)} to ${threeDigits(to)}, by the ends of both 95 % intervals. Measured here.`;
  return (
    <>
      <NumberLink onOpen={onTimes} title={title}>
        <strong>{threeDigits(shown)}×</strong> <span className="soft">({spreadWords(shown, from, to)})</span>
      </NumberLink>{" "}
      {claim} than {than}
    </>
  );
}

/** A wide spread has no middle that half of it could be added to. */
function spreadWords(shown: number, from: number, to: number): string {
  const half = (to - from) / 2;
  return half <= 0.2 * shown ? `±${threeDigits(half)}` : `${threeDigits(from)} to ${threeDigits(to)}`;
}

interface NumberLinkProps {
  readonly onOpen: (() => void) | undefined;
  readonly title: string;
  readonly children: React.ReactNode;
}

function NumberLink({ onOpen, title, children }: NumberLinkProps) {
  if (onOpen === undefined) return <span title={title}>{children}</span>;
  return (
    <button type="button" className="number-link" title={title} onClick={onOpen}>
      {children}
    </button>
  );
}
