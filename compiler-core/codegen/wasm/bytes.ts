// The binary format's small pieces: LEB128 numbers, names, vectors, sections. (WebAssembly core specification 3.0, 5.)

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

export function signed(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}

const view = new DataView(new ArrayBuffer(8));

export function float64Bytes(value: number): number[] {
  view.setFloat64(0, value, true);
  return Array.from({ length: 8 }, (_, i) => view.getUint8(i));
}

export function float32Bytes(value: number): number[] {
  view.setFloat32(0, value, true);
  return Array.from({ length: 4 }, (_, i) => view.getUint8(i));
}

export function vector(items: readonly (readonly number[])[]): number[] {
  return unsigned(items.length).concat(items.flat());
}

export function name(text: string): number[] {
  // Export names are ours and plain ASCII.
  const bytes = [...text].map((c) => c.charCodeAt(0));
  return [...unsigned(bytes.length), ...bytes];
}

export function section(id: number, contents: readonly number[]): number[] {
  return [id].concat(unsigned(contents.length), contents);
}
