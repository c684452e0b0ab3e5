// Bytes of a file → its text: gzip is tried first whatever the name, and what comes out of it is bounded.
import { Gunzip } from "fflate";
import { stop } from "./problem.ts";

/** DaCe's largest graphs have a few tens of megabytes of text. */
const largestText = 64 * 1024 * 1024;
const chunkSize = 64 * 1024;

export function textOfFile(content: Uint8Array | string): string {
  if (typeof content === "string") return content.length > largestText ? tooLarge() : content;
  const gzipped = content.length > 2 && content[0] === 0x1f && content[1] === 0x8b;
  const bytes = gzipped ? gunzip(content) : content;
  if (bytes.length > largestText) tooLarge();
  return decode(bytes);
}

function tooLarge(): never {
  return stop(
    "file-too-large",
    `This file holds more than ${largestText / 1024 / 1024} MB of text. Nothing of it was opened.`,
  );
}

/** Stops as soon as more than the limit has come out, however little went in. */
function gunzip(content: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const stream = new Gunzip((chunk, final) => {
    total += chunk.length;
    if (total <= largestText) chunks.push(chunk);
    ended ||= final;
  });
  try {
    for (let at = 0; at < content.length && total <= largestText; at += chunkSize)
      stream.push(content.subarray(at, at + chunkSize), at + chunkSize >= content.length);
  } catch (error) {
    return stop("damaged-compression", `This file is damaged: it can't be decompressed (${(error as Error).message}).`);
  }
  if (total > largestText) tooLarge();
  // The last four bytes repeat the length.
  const stated = [1, 2, 3, 4].reduce((length, k) => length * 256 + (content[content.length - k] ?? 0), 0);
  if (!ended || stated !== total) stop("damaged-compression", "This file is damaged: its end is missing.");
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const smallest = [0, 0x80, 0x800, 0x10000] as const;

/** UTF-8, strictly: a graph with replaced letters would be another graph. */
function decode(bytes: Uint8Array): string {
  const parts: string[] = [];
  let codes: number[] = [];
  const bad = (): never => stop("not-text", "This file is not text in UTF-8.");
  for (let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    const extra = lead < 0x80 ? 0 : lead < 0xc0 ? bad() : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf8 ? 3 : bad();
    let code = extra === 0 ? lead : lead & (0x3f >> extra);
    for (let k = 0; k < extra; k++) {
      const next = bytes[++i] ?? 0;
      code = (next & 0xc0) === 0x80 ? code * 64 + (next & 0x3f) : bad();
    }
    if (code < (smallest[extra] ?? 0) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) bad();
    codes.push(code);
    if (codes.length >= 4096) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return parts.join("");
}
