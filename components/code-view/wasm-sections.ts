// What a WebAssembly module consists of, by its sections: sizes, functions, memories.
const names: Readonly<Record<number, string>> = {
  0: "custom",
  1: "types",
  2: "imports",
  3: "functions",
  4: "tables",
  5: "memory",
  6: "globals",
  7: "exports",
  8: "start",
  9: "elements",
  10: "code",
  11: "data",
  12: "data count",
};

export function describeModule(bytes: Uint8Array): string {
  const lines = [`module  ;; ${bytes.length} bytes`];
  let at = 8;
  const unsigned = (): number => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
      shift += 7;
    }
  };
  while (at < bytes.length) {
    const id = bytes[at++] ?? 0;
    const size = unsigned();
    const end = at + size;
    const count = id === 0 || id === 8 ? undefined : unsigned();
    lines.push(
      `  ${(names[id] ?? `section ${id}`).padEnd(10)} ${String(size).padStart(8)} bytes${count === undefined ? "" : `  ;; ${count} ${count === 1 ? "entry" : "entries"}`}`,
    );
    if (id === 10)
      for (let i = 0; i < (count ?? 0); i++) {
        const body = unsigned();
        lines.push(`    func ${i}     ${String(body).padStart(8)} bytes`);
        at += body;
      }
    at = end;
  }
  return lines.join("\n");
}
