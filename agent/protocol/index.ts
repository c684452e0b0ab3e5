// What the page and the agent agree on. Pure TypeScript: either end may import it.
export { type Decoded, type Decoder, type Decoding, decode, type Json } from "./decode.ts";
export {
  type AgentToPage,
  type AnnouncementName,
  type Answer,
  announcements,
  answerOf,
  type Given,
  type PageToAgent,
  type RequestName,
  requests,
  type Taken,
} from "./events.ts";
export { type ConnectionRefusal, type Greeting, greeting, refusal, type Welcome } from "./handshake.ts";
export type { JobFailure } from "./job-failure.ts";
export * as limits from "./limits.ts";
export { protocolVersion } from "./limits.ts";
export { type MachineReport, type Peaks, peaks } from "./machine.ts";
export {
  type Failure,
  type JobEvent,
  type JobResult,
  type JobStage,
  type JobVerdict,
  type MapTimes,
  stages,
} from "./report.ts";
export type { ArrayHeader, JobRequest, Release } from "./request.ts";
