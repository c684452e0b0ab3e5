// Reads what a job wrote: only plain files, no link followed, no device waited for, and no more than was agreed. Writes beside
// it: never through a link that the job left.
import { closeSync, constants, fstatSync, openSync, readSync, rmSync, type Stats, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Part of a file of exactly this size; undefined where it is anything else. */
export function readPart(
  folder: string,
  file: string,
  size: number,
  offset: number,
  most: number,
): Uint8Array<ArrayBuffer> | undefined {
  const length = Math.max(0, Math.min(most, size - offset));
  return open(join(folder, file), (handle, facts) => (facts.size === size ? read(handle, offset, length) : undefined));
}

/** The text of a file of at most so many bytes; undefined where it is anything else. */
export function readPlainText(path: string, most: number): string | undefined {
  const bytes = open(path, (handle, facts) => (facts.size <= most ? read(handle, 0, facts.size) : undefined));
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** Whatever bears the name goes; the file is made anew. */
export function writePlainText(path: string, text: string): void {
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, text, { flag: "wx", mode: 0o644 });
}

function open<Value>(path: string, use: (handle: number, facts: Stats) => Value): Value | undefined {
  let handle: number;
  try {
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined; // Not there, a link, or closed to us: in any case nothing that may be read.
  }
  try {
    const facts = fstatSync(handle);
    return facts.isFile() && facts.nlink === 1 ? use(handle, facts) : undefined;
  } finally {
    closeSync(handle);
  }
}

function read(handle: number, offset: number, length: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const count = readSync(handle, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
    if (count === 0) return undefined;
    done += count;
  }
  return bytes;
}
