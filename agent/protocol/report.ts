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

/** The kinds of JobFailure (job-failure.ts), and those that only a request over the wire can meet. */
export const failure = variant({
  "toolchain-missing": { tool: sentence, reason: sentence, install: sentence },
  "compile-failed": { tool: sentence, status: optional(number), output: log },
  "timed-out": { what: sentence, seconds: number, output: log },
  killed: { what: sentence, signal: text(40), output: log },
  crashed: { what: sentence, status: number, output: log },
  "out-of-memory": { what: sentence, bytes: number },
  "output-flood": { what: sentence, limitBytes: number },
  cancelled: {},
  "refused-access": { reason: sentence },
  "bad-message": { where: sentence, why: sentence },
  "not-released": { sha256: text(64) },
  "jobs-off": { reason: sentence },
  busy: { reason: sentence },
  "unknown-job": {},
  /** The user's program is wrong, or holds what can't be compiled. */
  program: { diagnostics: list(diagnostic, 1000) },
  /** The recipe, the sizes or the target do not go with the program. */
  refused: { code: text(100), reason: sentence },
  /** The program's own `initialize` failed under Python. */
  "python-failed": { reason: sentence, output: log },
  "disk-full": { what: sentence, limitBytes: number },
  /** Our own mistake. */
  bug: { message: sentence },
});
export type Failure = Decoded<typeof failure>;

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

/** By the graph's element and the line of Python; the seconds are of each repeat. */
const mapTimes = record({ element: text(1000), line: number, seconds: list(number, limits.repeats) });
export type MapTimes = Decoded<typeof mapTimes>;

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
    /** Of each timed map, where that was asked for. */
    maps: optional(list(mapTimes, 10_000)),
  },
  raised: { exception: text(200), message: sentence, span, verdict: optional(verdict) },
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
  failed: { failure },
});
export type JobEvent = Decoded<typeof jobEvent>;

export const jobMessage = record({ job: text(17, limits.jobName), event: jobEvent });
