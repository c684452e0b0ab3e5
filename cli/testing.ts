// For tests: the command line in a world that is remembered.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { gxx } from "../agent/src/toolchains/gxx.ts";
import type { Toolchain } from "../agent/src/toolchains/toolchain.ts";
import { commandLine } from "./command-line.ts";

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export const root = fileURLToPath(new URL("..", import.meta.url));
export const gallery = (name: string) => join(root, "gallery", name, "program.py");
export const small = (name: string) => join(root, "compiler-core/testing/programs", `${name}.py`);

// A cache of their own: tests neither find nor leave anything in the user's.
process.env["DATAWRIGHT_CACHE"] = temporaryFolder();

export async function datawright(args: readonly string[], toolchain: Toolchain = gxx): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const status = await commandLine(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    outBytes: (bytes) => out.push(Buffer.from(bytes).toString("latin1")),
    toolchain,
  });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

/** A folder that is gone after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "datawright-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
