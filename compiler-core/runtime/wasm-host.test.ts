import { expect, it } from "vitest";
import { emitWasm } from "../codegen/wasm/index.ts";
import { num, programOf, store } from "../testing/loop-programs.ts";
import { loadWasm } from "./wasm-host.ts";

it("says how much memory a program takes that WebAssembly can't have", async () => {
  const program = programOf([store("a", 0, num("float64", 1))], { a: "float64" }, 2 ** 30);
  await expect(loadWasm(emitWasm(program))).rejects.toThrow(
    new RangeError(
      "Its arrays take 8.6 GB together, and WebAssembly reaches 4.3 GB. The C++ engine has no such limit.",
    ),
  );
});
