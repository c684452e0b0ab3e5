// What the bundle runs: the command line in the real world.
import { gxx } from "../agent/src/toolchains/gxx.ts";
import { commandLine } from "./command-line.ts";

// Whoever reads our output may stop reading; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await commandLine(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  outBytes: (bytes) => process.stdout.write(bytes),
  toolchain: gxx,
});
