// What a command needs of the world around it, so that a test can be that world.
import type { Toolchain } from "../agent/src/toolchains/toolchain.ts";

export interface World {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Bytes to the standard output. */
  readonly outBytes: (bytes: Uint8Array) => void;
  readonly toolchain: Toolchain;
}

/** Seconds on a monotonic clock. */
export const now = () => performance.now() / 1000;
