// Is the run right? What it left against what NumPy left, or the one exception against the other.
import { judge, judgeRaised, mayBeRounding, type NdArray } from "../../../compiler-core/runtime/index.ts";
import type { Failure, JobVerdict } from "../../protocol/index.ts";
import { readArray, readArrays } from "../native/array-files.ts";
import type { ArrayFile, Raised } from "../oracle/oracle.ts";
import type { Reference } from "./job-inputs.ts";
import { readOutput } from "./left-outputs.ts";
import type { Comparison } from "./thinking.ts";

/** NumPy's exception may say more than a message may hold. */
const verdict = (kind: JobVerdict["kind"], reason: string): JobVerdict => ({
  kind,
  reason: reason.slice(0, 10_000),
  outputs: [],
});

type Files = Readonly<Record<string, ArrayFile>>;

/** `askNudged`: NumPy's answer to slightly moved inputs, asked for where a float is further off than its type allows. */
export async function judgeRun(
  compare: (nudged: Files | undefined) => Promise<JobVerdict | Failure>,
  askNudged: () => Promise<Files | undefined>,
): Promise<JobVerdict | Failure> {
  const plain = await compare(undefined);
  if (!isVerdict(plain)) return plain;
  const nudged = mayBeRounding(plain.outputs) ? await askNudged() : undefined;
  return nudged === undefined ? plain : compare(nudged);
}

export const isVerdict = (value: JobVerdict | Failure): value is JobVerdict => "outputs" in value;

export function compareOutputs({ inputs, outputs, folder, nudged }: Comparison): JobVerdict {
  const { reference, files } = inputs;
  if (reference.kind !== "ran") return compareRaised(undefined, reference);
  const written = new Map(outputs.map((o) => [o.name, o]));
  const actual: Record<string, NdArray> = {};
  const expected: Record<string, NdArray> = {};
  let moved: Record<string, NdArray> | undefined;
  try {
    for (const [name, file] of Object.entries(reference.outputs)) {
      expected[name] = readArray(folder, file);
      // An argument that the program leaves as it was has no file of its own: it is what it was given.
      const [own, given] = [written.get(name), files[name]];
      if (own !== undefined) actual[name] = readOutput(folder, own);
      else if (given !== undefined) actual[name] = readArray(folder, given);
    }
    moved = nudged && readArrays(folder, nudged);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return verdict("inconclusive", error.message);
  }
  const judged = judge(actual, expected, { bits: reference.bits, ...(moved && { nudged: moved }) });
  // JSON has no NaN.
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const rows = judged.outputs.map((o) => ({
    ...o,
    maxAbsError: finite(o.maxAbsError),
    maxRelError: finite(o.maxRelError),
  }));
  return { kind: judged.kind, reason: judged.kind === "right" ? judged.rule : judged.reason, outputs: rows };
}

/** Where one side or both did not finish: they agree in type, message and line, or they don't. */
export function compareRaised(ours: Raised | undefined, reference: Reference): JobVerdict {
  if (reference.kind === "none") return verdict("inconclusive", reference.why);
  const judged = judgeRaised(ours, reference.kind === "raised" ? reference.raised : undefined);
  return verdict(judged.kind, judged.kind === "right" ? judged.rule : judged.reason);
}
