// What the bundle runs: the command line in the real world.
import { gxx } from "../agent/src/toolchains/gxx.ts";
import { commandLine } from "./command-line.ts";

process.exitCode = await commandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  outBytes: (bytes) => process.stdout.write(bytes),
  toolchain: gxx,
});
