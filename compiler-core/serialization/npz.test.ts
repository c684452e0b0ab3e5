// Files of arrays as NumPy writes them, and as a stranger may.
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { need } from "../diagnostics/index.ts";
import { readNpz, writeNpz } from "./npz.ts";

/** One array's file with this header, whatever it says. */
function npy(header: string, data: Uint8Array = new Uint8Array(8), version = 1): Uint8Array {
  const text = strToU8(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...strToU8("NUMPY"), version, 0, ...length, ...text, ...data]);
}
const header = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
const zipOf = (content: Uint8Array) => zipSync({ "a.npy": content }, { level: 0 });

describe("an array", () => {
  it.each([1, 2, 3])("is read from a file of version %i", (version) =>
    expect(readNpz(zipOf(npy(header("'<f8'", "(1,)"), undefined, version))).value).toMatchObject({
      a: { dtype: "float64", shape: [1] },
    }),
  );

  it("of Fortran order is turned, without dimensions or without elements it stays", () => {
    const read = (shape: string, data: number[]) =>
      need(readNpz(zipOf(npy(header("'|u1'", shape, "True"), Uint8Array.from(data)))).value?.["a"], "a");
    expect([...read("(2, 3)", [1, 4, 2, 5, 3, 6]).bytes]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read("()", [7])).toMatchObject({ shape: [], bytes: Uint8Array.of(7) });
    expect(read("(0, 3)", [])).toMatchObject({ shape: [0, 3], bytes: new Uint8Array(0) });
  });

  it("is read as it was written, compressed or not", () => {
    const arrays = {
      A: { dtype: "float32", shape: [2, 2], bytes: Uint8Array.from({ length: 16 }, (_, i) => i) },
    } as const;
    const written = writeNpz(arrays);
    expect(readNpz(written).value).toEqual(arrays);
    const read = readNpz(Buffer.from(written)).value?.["A"]?.bytes;
    expect([read?.constructor, read?.byteOffset]).toEqual([Uint8Array, 0]);
    expect(readNpz(zipSync({ "A.npy": written.subarray(35, 35 + 144) }, { level: 9 })).value).toEqual(arrays);
  });
});

describe("an array that is refused", () => {
  it.each([
    ["objects", header("'|O'", "(1,)"), "holds Python objects"],
    ["fields", header("[('x', '<f8')]", "(1,)"), "several fields"],
    ["text", header("'<U2'", "(1,)"), "has the type <U2"],
    ["big-endian", header("'>f8'", "(1,)"), '`.astype("float64")`'],
    ["no header", "", "several fields"],
    ["no shape", "{'descr': '<f8', 'fortran_order': False}", "no shape"],
    ["a negative extent", header("'<f8'", "(-1,)"), "no shape"],
    ["a broken extent", header("'<f8'", "(0.5,)"), "no shape"],
    ["an infinite extent", header("'<f8'", "(1e400,)"), "no shape"],
    ["a huge extent beside none", header("'<f8'", `(${"9".repeat(20)}, 0)`), "no shape"],
    ["more elements than it holds", header("'<f8'", "(2,)"), "cut short"],
    ["more than memory holds", header("'<f8'", "(4294967296, 4294967296)"), "cut short"],
    ["many dimensions", header("'<f8'", `(${"1,".repeat(65)})`), "no shape"],
  ])("%s", (_, text, words) => {
    const { value, diagnostics } = readNpz(zipOf(npy(text)));
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.message).toContain(words);
  });

  it.each(Array.from({ length: 12 }, (_, length) => length))("%i bytes", (length) =>
    expect(readNpz(zipOf(npy("").subarray(0, length))).diagnostics[0]?.message).toContain("not in NumPy's format"),
  );
});

describe("a file that is refused", () => {
  const good = writeNpz({ A: { dtype: "float64", shape: [4], bytes: new Uint8Array(32) } });
  const codesOf = (bytes: Uint8Array) => readNpz(bytes).diagnostics.map((d) => d.message);

  it("has lost any of its end", () => {
    for (let length = 0; length < good.length; length++)
      expect(codesOf(good.subarray(0, length))).toEqual([expect.stringContaining("missing or changed")]);
  });

  it("has one byte of an array changed", () => {
    const [stored, packed] = [good.slice(), zipSync({ "A.npy": good.slice(35, 35 + 160) }, { level: 9 })];
    for (const bytes of [stored, packed]) {
      const at = Math.floor(bytes.length / 3);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(codesOf(bytes)).toEqual([expect.stringContaining("missing or changed")]);
    }
  });

  it("is larger inside than it may be, and nothing is unpacked", () => {
    const bomb = good.slice();
    const directory = bomb.findIndex((_, i) => [0x50, 0x4b, 1, 2].every((byte, k) => bomb[i + k] === byte));
    // What the member takes when it is unpacked.
    new DataView(bomb.buffer).setUint32(directory + 24, 2 ** 31 + 1, true);
    const begin = performance.now();
    expect(codesOf(bomb)).toEqual([expect.stringContaining("2 GiB")]);
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it("names an array twice, or one by the name of every object's parent", () => {
    const content = npy(header("'<f8'", "()"));
    expect(codesOf(zipSync({ a: content, "a.npy": content }))).toEqual([expect.stringContaining("one name")]);
    const { value } = readNpz(zipSync({ ["__proto__.npy"]: content }));
    expect(Object.keys(value ?? {})).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});
