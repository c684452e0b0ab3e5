// A job as the page asks for it: what to compute and how, never a command, a flag or a path.
import {
  bytes,
  type Decoded,
  dictionary,
  flag,
  integer,
  json,
  list,
  oneOf,
  optional,
  record,
  text,
  variant,
} from "./decode.ts";
import * as limits from "./limits.ts";

const name = text(100, limits.identifier);

export const dtype = oneOf(
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float16",
  "float32",
  "float64",
  "complex64",
  "complex128",
);
export const extent = integer(0, limits.arrays.extent);
export const arrayHeader = record({
  name,
  dtype,
  shape: list(extent, limits.arrays.dimensions),
});
export type ArrayHeader = Decoded<typeof arrayHeader>;

export const jobRequest = record({
  program: record({
    text: text(limits.programCharacters),
    sha256: text(64, limits.sha256),
    entry: optional(name),
    /** The text is a graph in DaCe's file format; left out, a Python program. */
    form: optional(oneOf("graph")),
  }),
  sizes: dictionary(extent, limits.arrays.count, limits.identifier),
  /** The recipe's steps, checked by the core that replays them. */
  steps: list(json(limits.recipe), limits.recipe.steps),
  strictness: oneOf("strict", "relaxed"),
  target: oneOf("cpp"),
  threads: integer(1, limits.threads),
  repeat: integer(1, limits.repeats),
  /** Whether to run the program under the machine's own Python as well, and compare. */
  verify: flag,
  /** Whether each map measures itself: where the time goes, at the price of a little of it. */
  timers: optional(flag),
  inputs: variant({
    initialize: {},
    /** The arrays follow in pieces, by `input`. */
    chunks: { arrays: list(arrayHeader, limits.arrays.count) },
  }),
});
export type JobRequest = Decoded<typeof jobRequest>;

export const jobReference = record({ job: text(17, limits.jobName) });

const offset = integer(0, 2 ** 50);
export const inputChunk = record({ job: text(17, limits.jobName), name, offset, bytes: bytes(limits.chunkBytes) });
export const outputWish = record({ job: text(17, limits.jobName), name, offset });

/** "The owner has seen this program and lets it run": sent once for what came from a link or a file. */
export const release = record({
  sha256: text(64, limits.sha256),
  provenance: oneOf("mine", "gallery", "file", "link"),
});
export type Release = Decoded<typeof release>;

/** Whether a program was released before: whoever it is asked of needs no second word. */
export const releaseQuestion = record({ sha256: text(64, limits.sha256) });

export const peaksWish = record({ again: flag });
export const nothing = record({});
