// How much faster than NumPy, where the times show it.
import { compareTimes, type Statistics, threeDigits } from "./statistics";

export interface HeadlineProps {
  readonly own: Statistics;
  readonly theirs: Statistics;
  /** "NumPy in this page (Pyodide)". */
  readonly whose: string;
}

export function Headline({ own, theirs, whose }: HeadlineProps) {
  const { ratio, low, high, claim } = compareTimes(own, theirs);
  if (claim === "no difference shown")
    return <p className="headline">No difference to {whose} is shown: the intervals overlap.</p>;
  const [shown, from, to] = claim === "faster" ? [ratio, low, high] : [1 / ratio, 1 / high, 1 / low];
  return (
    <p
      className="headline"
      title="Median over median; the interval is from the ends of both 95 % intervals. Measured here."
    >
      <strong>{threeDigits(shown)}×</strong> {claim} than {whose}{" "}
      <span className="soft">
        {threeDigits(from)} to {threeDigits(to)}
      </span>
    </p>
  );
}
