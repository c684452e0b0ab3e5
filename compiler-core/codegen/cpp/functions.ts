// The program's own functions, which compilers put in the place of each call and run in lanes.
import type { LoopFunction, LoopProgram } from "../../lowering/index.ts";
import { cppName } from "./names.ts";
import { cppType, printCpp } from "./values.ts";

/** Where the processor that is compiled for does it in one instruction; elsewhere a library would, slowly. */
const hasFused = "defined(__FP_FAST_FMA) || defined(__FMA__)";

export function functionTexts(program: LoopProgram): string {
  const texts = Object.entries(program.functions ?? {}).map(([name, f]) => functionText(name, f));
  return texts.length === 0 ? "" : `namespace np {\n\n${texts.join("\n")}\n}  // namespace np\n\n`;
}

function functionText(name: string, f: LoopFunction): string {
  const parameters = f.parameters.map((p) => `${cppType(p.type)} ${cppName(p.name)}`).join(", ");
  const lets = f.lets.map(
    ({ name: local, value }) => `    const ${cppType(value.type)} ${cppName(local)} = ${printCpp(value)};\n`,
  );
  const plain = `${lets.join("")}    return ${printCpp(f.result)};\n`;
  const fused = f.fused && `    return std::fma(${f.fused.map(printCpp).join(", ")});\n`;
  const body = fused === undefined ? plain : `#if ${hasFused}\n${fused}#else\n${plain}#endif\n`;
  const kind = f.rare ? "__attribute__((noinline, cold)) static" : "static inline";
  return `${kind} ${cppType(f.result.type)} ${name}(${parameters}) {\n${body}}\n`;
}
