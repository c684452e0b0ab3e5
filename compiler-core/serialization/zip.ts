// The members of a zip file, by its directory. Each is checked against its length and its CRC-32, so that a damaged file is
// never read as another one; what would come out is bounded before anything is. (PKWARE's APPNOTE, 4.3 to 4.5.)
import { inflateSync, strFromU8 } from "fflate";

export type Unzipped =
  | { readonly kind: "unzipped"; readonly members: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "refused"; readonly why: "damaged" | "too large" | "not supported" | "named twice" };

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

class Unreadable extends Error {
  readonly why: (Unzipped & { kind: "refused" })["why"];
  constructor(why: Unreadable["why"]) {
    super(why);
    this.why = why;
  }
}

const fail = (why: Unreadable["why"]): never => {
  throw new Unreadable(why);
};

/** `mostBytes`: of all members together, unpacked. */
export function unzip(file: Uint8Array, mostBytes: number): Unzipped {
  // Node's own kind of bytes is a view that stays one where it is sliced.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  try {
    const entries = directoryOf(bytes);
    if (entries.reduce((sum, { size }) => sum + size, 0) > mostBytes) fail("too large");
    const members = new Map<string, Uint8Array>();
    for (const entry of entries) {
      if (members.has(entry.name)) fail("named twice");
      members.set(entry.name, contentOf(bytes, entry));
    }
    return { kind: "unzipped", members };
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "refused", why: error.why };
    throw error;
  }
}

const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 };
/** What a field of 32 bits holds where the number is elsewhere, since it is larger. */
const elsewhere = 0xffffffff;

function directoryOf(bytes: Uint8Array): readonly Entry[] {
  const view = viewOf(bytes);
  // The end's record has 22 bytes and then a comment of at most 65535.
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 22 - 65536 && view.getUint32(end, true) !== signatures.end) end--;
  if (end < 0 || view.getUint32(end, true) !== signatures.end) return fail("damaged");
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > end || view.getUint32(at, true) !== signatures.entry) fail("damaged");
    const [crc = 0, packed = 0, size = 0] = [16, 20, 24].map((offset) => view.getUint32(at + offset, true));
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const local = view.getUint32(at + 42, true);
    if ([packed, size, local].includes(elsewhere)) fail("too large");
    // Bit 0: encrypted.
    if ((view.getUint16(at + 8, true) & 1) === 1) fail("not supported");
    const text = strFromU8(bytes.subarray(at + 46, at + 46 + name));
    entries.push({ name: text, method: view.getUint16(at + 10, true), crc, packed, size, at: local });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function contentOf(bytes: Uint8Array, { method, crc, packed, size, at }: Entry): Uint8Array {
  const view = viewOf(bytes);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== signatures.local) return fail("damaged");
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const stored = bytes.subarray(start, start + packed);
  const content = method === 0 ? stored : method === 8 ? inflated(stored, size) : fail("not supported");
  return stored.length === packed && content.length === size && crc32(content) === crc ? content : fail("damaged");
}

function inflated(stored: Uint8Array, size: number): Uint8Array {
  try {
    return inflateSync(stored, { out: new Uint8Array(size) });
  } catch {
    return fail("damaged");
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The CRC of each byte, and of each byte with one, two and three zeros behind it: four bytes are taken at a time. */
const tables = [0, 1, 2, 3].map(() => new Uint32Array(256)) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  tables[0][n] = c;
}
for (const [i, table] of tables.slice(1).entries())
  for (const [n, c] of (tables[i] as Uint32Array).entries()) table[n] = (c >>> 8) ^ (tables[0][c & 255] as number);

function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = tables;
  const at = (table: Uint32Array, i: number) => table[i & 255] as number;
  let c = 0xffffffff;
  let i = 0;
  for (const whole = bytes.length & ~3; i < whole; i += 4) {
    c ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    c = at(t3, c) ^ at(t2, c >>> 8) ^ at(t1, c >>> 16) ^ at(t0, c >>> 24);
  }
  for (; i < bytes.length; i++) c = at(t0, c ^ (bytes[i] as number)) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
