// What a message may hold at most, on both ends.

/** Raised when either end can no longer understand the other's messages. */
export const protocolVersion = 1;

export const chunkBytes = 4 * 2 ** 20;
/** A socket that sends a larger message is closed. */
export const messageBytes = 8 * 2 ** 20;
export const programCharacters = 2 ** 20;
export const logCharacters = 2 ** 20;
export const recipe = { steps: 500, depth: 32, values: 50_000, text: 10_000 } as const;
export const arrays = { count: 64, dimensions: 32, extent: 2 ** 40 } as const;
export const threads = 1024;
export const repeats = 1000;

/** A Python identifier: what may name an entry, a size or an array. Never a path. */
export const identifier = /^[\p{L}_][\p{L}\p{N}_]{0,99}$/u;
export const sha256 = /^[0-9a-f]{64}$/;
/** 256 bits in base64url. */
export const secret = /^[A-Za-z0-9_-]{43}$/;
export const jobName = /^j[0-9a-f]{16}$/;
