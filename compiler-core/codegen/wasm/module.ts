// Functions → one module over imported memory. Functions of the library are only in it when something calls them.
import { need } from "../../diagnostics/index.ts";
import { name, section, unsigned, vector } from "./bytes.ts";
import { FunctionWriter } from "./function-writer.ts";
import { typeCode, type WasmType } from "./opcodes.ts";

export interface Signature {
  readonly parameters: readonly { readonly name: string; readonly type: WasmType }[];
  readonly result?: WasmType;
}

export interface LibraryFunction extends Signature {
  readonly write: (writer: FunctionWriter) => void;
}

export interface ImportedMemory {
  readonly pages: number;
  /** Present where memory is shared between threads. */
  readonly sharedMaximum?: number;
}

/** Function 0 is `run`; the others are numbered in the order in which they are first called. */
export class ModuleWriter {
  readonly #library: ReadonlyMap<string, LibraryFunction>;
  readonly #used: string[] = [];

  constructor(library: ReadonlyMap<string, LibraryFunction>) {
    this.#library = library;
  }

  indexOf(name: string): number {
    need(this.#library.get(name), `library function ${name}`);
    if (!this.#used.includes(name)) this.#used.push(name);
    return this.#used.indexOf(name) + 1;
  }

  finish(run: Signature, runCode: readonly number[], memory: ImportedMemory, exported: readonly string[]): Uint8Array {
    const signatures = [run];
    const bodies = [runCode];
    const exports = [
      [...name("run"), 0x00, 0x00],
      ...exported.map((f) => [...name(f), 0x00, ...unsigned(this.indexOf(f))]),
    ];
    // The list may grow while a function is written.
    for (let i = 0; i < this.#used.length; i++) {
      const f = need(this.#library.get(need(this.#used[i], "a name")), "a function");
      const writer = new FunctionWriter(f.parameters);
      f.write(writer);
      signatures.push(f);
      bodies.push(writer.finish());
    }
    const types = signatures.map((s) => [
      0x60,
      ...vector(s.parameters.map((p) => [typeCode[p.type]])),
      ...vector(s.result === undefined ? [] : [[typeCode[s.result]]]),
    ]);
    const limits =
      memory.sharedMaximum === undefined
        ? [0x00, ...unsigned(memory.pages)]
        : [0x03, ...unsigned(memory.pages), ...unsigned(memory.sharedMaximum)];
    const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    return Uint8Array.from(
      header.concat(
        section(1, vector(types)),
        section(2, vector([[...name("env"), ...name("memory"), 0x02, ...limits]])),
        section(3, vector(types.map((_, i) => unsigned(i)))),
        section(7, vector(exports)),
        section(10, vector(bodies)),
      ),
    );
  }
}
