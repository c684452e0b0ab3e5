// What the agent says about a job: its events, its result, and the closed list of ways the world can fail.
import {
  type Decoded,
  dictionary,
  flag,
  integer,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  variant,
} from "./decode.ts";
import * as limits from "./limits.ts";

const log = text(limits.logCharacters);
const sentence = text(10_000);
const span = record({ line: number, column: number, endLine: number, endColumn: number });

export const diagnostic = record({
  severity: oneOf("error", "warning", "note"),
  code: text(100),
  span,
  message: sentence,
  fix: optional(sentence),
});

export const jobFailure = variant({
  "bad-message": { where: sentence, why: sentence },
  "not-released": { sha256: text(64) },
  "jobs-off": { reason: sentence },
  busy: { reason: sentence },
  "unknown-job": {},
  /** The user's program is wrong, or says what can't be compiled. */
  program: { diagnostics: list(diagnostic, 1000) },
  refused: { code: text(100), reason: sentence },
  "toolchain-missing": { reason: sentence },
  "compile-failed": { output: log },
  "python-failed": { output: log },
  "timed-out": { seconds: number },
  limit: { what: oneOf("memory", "output", "file-size", "processor-time", "disk"), reason: sentence, output: log },
  crashed: { reason: sentence, output: log },
  cancelled: {},
  /** Our own mistake. */
  bug: { message: sentence },
});
export type JobFailure = Decoded<typeof jobFailure>;

const outputVerdict = record({
  name: text(200),
  dtype: text(20),
  shape: list(number, limits.arrays.dimensions),
  maxAbsError: nullable(number),
  maxRelError: nullable(number),
  worst: optional(list(number, limits.arrays.dimensions)),
  expected: optional(text(200)),
  actual: optional(text(200)),
  right: flag,
  rule: sentence,
});
export const verdict = record({
  kind: oneOf("right", "wrong", "inconclusive"),
  reason: sentence,
  outputs: list(outputVerdict, 200),
});
export type JobVerdict = Decoded<typeof verdict>;

const outputHeader = record({
  name: text(200),
  dtype: text(20),
  shape: list(number, limits.arrays.dimensions),
  bytes: number,
});

export const jobResult = variant({
  finished: {
    seconds: list(number, limits.repeats),
    marshallingSeconds: number,
    stages: dictionary(number, 40, /^[a-z-]{1,40}$/),
    outputs: list(outputHeader, 200),
    verdict: optional(verdict),
    /** Seconds of the same program under the machine's own Python with NumPy. */
    numpy: optional(list(number, limits.repeats)),
    compiler: record({ name: text(200), version: text(200), flags: list(text(1000), 100), cached: flag }),
    hashes: record({ program: text(64), recipe: text(64) }),
    threads: integer(1, limits.threads),
  },
  raised: { exception: text(200), message: sentence, span },
});
export type JobResult = Decoded<typeof jobResult>;

export const stages = [
  "parse",
  "frontend",
  "simplify",
  "recipe",
  "lower",
  "emit",
  "toolchain",
  "inputs",
  "reference",
  "run",
  "verify",
] as const;
export type JobStage = (typeof stages)[number];

export const jobEvent = variant({
  queued: { ahead: number },
  stage: { stage: oneOf(...stages) },
  log: { stream: oneOf("stdout", "stderr", "agent"), text: log },
  progress: { done: number, of: number, unit: text(40) },
  finished: { result: jobResult },
  failed: { failure: jobFailure },
});
export type JobEvent = Decoded<typeof jobEvent>;

export const jobMessage = record({ job: text(17, limits.jobName), event: jobEvent });
