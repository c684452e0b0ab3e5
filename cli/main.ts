// What cli/datawright.mjs runs once bundled: the command line in the real world.
import { gxx } from "../agent/src/toolchains/gxx.ts";
import { commandLine } from "./command-line.ts";

export function run(args: readonly string[]): Promise<number> {
  return commandLine(args, {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    outBytes: (bytes) => process.stdout.write(bytes),
    toolchain: gxx,
  });
}
