// What a run says of itself to a person.
import { printAmount, printSeconds } from "../statistics.ts";
import type { RunDocument } from "./document.ts";

const targetNames = { wasm: "WebAssembly", cpp: "C++", interpreter: "the interpreter" } as const;

export function summaryOf(d: RunDocument): string {
  const sizes = Object.entries(d.sizes)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
  const threads = d.threads === 1 ? "1 thread" : `${d.threads} threads`;
  const head = `${d.program} on ${targetNames[d.target]}, ${threads}, ${d.preset === null ? "" : `preset ${d.preset}: `}${sizes || "no sizes"}, recipe ${d.recipe} (${d.strictness})`;
  return [
    head,
    ...[...verdictLines(d), ...timeLines(d), ...mapLines(d), ...workLines(d), ...stageLines(d)].map(
      ([word, text]) => `  ${word.padEnd(9)}${text}`,
    ),
  ].join("\n");
}

type Line = readonly [word: string, text: string];

function verdictLines({ verdict, rule, raised, outputs }: RunDocument): Line[] {
  const lines: Line[] = verdict === null ? [] : [[verdict, rule ?? ""]];
  if (raised !== null) lines.push(["raised", `${raised.type}: ${raised.message} (line ${raised.line})`]);
  for (const o of outputs) {
    const errors =
      o.max_abs_error === null
        ? ""
        : `, differs by at most ${digits(o.max_abs_error)}${o.max_rel_error === null ? "" : `, relatively ${digits(o.max_rel_error)}`}`;
    lines.push(["", `${o.name} ${o.dtype} (${o.shape.join(", ")})${errors}`]);
  }
  return lines;
}

const digits = (value: number) => (value === 0 ? "0" : value.toExponential(1));

function timeLines({ time, numpy, oracle }: RunDocument): Line[] {
  if (time === null) return [];
  const { median_s, min_s, ci95_s, repeats, marshalling_s } = time;
  const range =
    repeats > 1
      ? `, at least ${printSeconds(min_s)}, 95 % within ${printSeconds(ci95_s[0])} to ${printSeconds(ci95_s[1])}`
      : "";
  const lines: Line[] = [
    [
      "time",
      `${printSeconds(median_s)}${range}, ${repeats} ${repeats === 1 ? "run" : "runs"}; ${printSeconds(marshalling_s)} beside them`,
    ],
  ];
  if (numpy !== null)
    lines.push([
      "NumPy",
      `${printSeconds(numpy.median_s)} in ${oracle?.name === "pyodide" ? "Pyodide" : "Python"} ${oracle?.python}, NumPy ${oracle?.numpy}: ${(numpy.median_s / median_s).toPrecision(3)} times as long`,
    ]);
  return lines;
}

/** The maps that took most, first. */
function mapLines({ maps }: RunDocument): Line[] {
  const slowest = [...(maps ?? [])].sort((a, b) => b.median_s - a.median_s).slice(0, 10);
  return slowest.map(
    ({ line, median_s }, i): Line => [i === 0 ? "maps" : "", `${printSeconds(median_s)} in line ${line}`],
  );
}

function workLines({ work }: RunDocument): Line[] {
  const told = (amount: number | null, unit: string) =>
    amount === null ? "unknown until counted" : printAmount(amount, unit);
  return [
    ["work", `${work.flop_exact ? "" : "at most "}${told(work.flop, "flop")}: ${work.flop_expression}`],
    ["traffic", `${told(work.bytes, "B")}: ${work.bytes_expression}`],
  ];
}

function stageLines({ stages, machine }: RunDocument): Line[] {
  const told = Object.entries(stages).filter(([, seconds]) => seconds > 0);
  const compiler =
    machine.compiler === null
      ? []
      : [
          [
            "compiler",
            `${machine.compiler.version}, ${machine.compiler.flags.join(" ")}${machine.compiler.cached ? " (cached)" : ""}`,
          ] as const,
        ];
  return [
    ["stages", told.map(([name, seconds]) => `${name} ${printSeconds(seconds)}`).join(", ")],
    ...compiler,
    ["machine", `${machine.model}, ${machine.processors} processors, ${machine.system}`],
  ];
}
