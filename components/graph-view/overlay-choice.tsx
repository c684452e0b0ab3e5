// Which number colours the scopes, and the scale that it is on.
import type { Overlay, OverlayKind } from "./overlay";
import { overlayUnits } from "./overlay";

export interface OverlayChoiceProps {
  readonly kind: OverlayKind | undefined;
  readonly overlay: Overlay | undefined;
  readonly hasTimes: boolean;
  readonly onKind: (kind: OverlayKind | undefined) => void;
}

const words: readonly (readonly [OverlayKind, string])[] = [
  ["bytes", "bytes moved"],
  ["operations", "operations"],
  ["intensity", "operations a byte"],
  ["parallelism", "parallelism"],
  ["time", "run time"],
];

export function OverlayChoice({ kind, overlay, hasTimes, onKind }: OverlayChoiceProps) {
  return (
    <span className="overlay-choice">
      {overlay && (
        <span className="overlay-scale" title={kind === "time" ? "Measured on the agent." : "Modelled, not measured."}>
          {overlay.least < overlay.most && (
            <>
              {printValue(overlay.least)} <span className="overlay-bar" aria-hidden="true" />{" "}
            </>
          )}
          {printValue(overlay.most)} {overlayUnits[overlay.kind]}
        </span>
      )}
      {kind !== undefined && overlay === undefined && <span className="soft">no number here</span>}
      <select
        aria-label="Colour the graph by"
        value={kind ?? ""}
        onChange={(event) => onKind(words.find(([id]) => id === event.target.value)?.[0])}
      >
        <option value="">overlay: schedule</option>
        {words.map(([id, text]) => (
          <option key={id} value={id} disabled={id === "time" && !hasTimes}>
            {id === "time" && !hasTimes ? "run time: needs times by map from the agent" : `overlay: ${text}`}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Three significant digits: `1.97M`. */
function printValue(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}
