// The events of each direction, as one typed map each, with the decoder of every message beside its name.
import { bytes, type Decoded, type Decoder, flag, integer, record, text, variant } from "./decode.ts";
import { welcome } from "./handshake.ts";
import * as limits from "./limits.ts";
import { machineReport, peaks } from "./machine.ts";
import { type Failure, failure, jobMessage } from "./report.ts";
import {
  inputChunk,
  jobReference,
  jobRequest,
  nothing,
  outputWish,
  peaksWish,
  release,
  releaseQuestion,
} from "./request.ts";

/** page → agent: what each event takes, and what its acknowledgement gives. */
export const requests = {
  release: { takes: release, gives: nothing },
  released: { takes: releaseQuestion, gives: record({ released: flag }) },
  submit: { takes: jobRequest, gives: record({ job: text(17, limits.jobName) }) },
  input: { takes: inputChunk, gives: record({ received: integer(0, 2 ** 50) }) },
  output: { takes: outputWish, gives: record({ total: integer(0, 2 ** 50), bytes: bytes(limits.chunkBytes) }) },
  cancel: { takes: jobReference, gives: nothing },
  machine: { takes: nothing, gives: machineReport },
  peaks: { takes: peaksWish, gives: peaks },
  /** Ends the session: its key is no longer known. */
  leave: { takes: nothing, gives: nothing },
} as const satisfies Readonly<Record<string, { readonly takes: Decoder<unknown>; readonly gives: Decoder<unknown> }>>;

export type RequestName = keyof typeof requests;
export type Taken<Name extends RequestName> = Decoded<(typeof requests)[Name]["takes"]>;
export type Given<Name extends RequestName> = Decoded<(typeof requests)[Name]["gives"]>;

export type Answer<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly failure: Failure };

export function answerOf<Value>(gives: Decoder<Value>): Decoder<Answer<Value>> {
  return variant({ done: { value: gives }, failed: { failure } }) as Decoder<Answer<Value>>;
}

/** agent → page. */
export const announcements = { welcome, job: jobMessage } as const;
export type AnnouncementName = keyof typeof announcements;

export type PageToAgent = {
  [Name in RequestName]: (message: Taken<Name>, answer: (given: Answer<Given<Name>>) => void) => void;
};
export type AgentToPage = { [Name in AnnouncementName]: (message: Decoded<(typeof announcements)[Name]>) => void };
