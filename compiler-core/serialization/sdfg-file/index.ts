// The door to DaCe's .sdfg files. Whatever comes in, an Outcome comes out.
import { type Diagnostic, done, failed, noSpan, type Outcome } from "../../diagnostics/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { textOfFile } from "./bytes.ts";
import { flattened } from "./flatten.ts";
import { asObject, type JsonObject, parseJson } from "./json.ts";
import { type OpenCode, OpenProblem } from "./problem.ts";
import { readFile } from "./read-sdfg.ts";
import { sdfgJson } from "./write-sdfg.ts";
import { newWriting, type WriteCode } from "./writing.ts";

export { flattened } from "./flatten.ts";
export { sameData } from "./json.ts";
export type { OpenCode } from "./problem.ts";
export type { WriteCode } from "./writing.ts";

/** What DaCe 1.0.2 and 2.0.0a6 both read and run. */
const portableVersion = "1.0.0";

/** A graph from the bytes (gzipped or not) or the text of a file. */
export function readSdfgFile(content: Uint8Array | string): Outcome<Sdfg, OpenCode> {
  try {
    return done(readFile(asObject(parseJson(textOfFile(content)), "The file")).sdfg);
  } catch (error) {
    if (error instanceof OpenProblem) return failed(error.diagnostic);
    throw error;
  }
}

/**
 * The text of a file. A graph that was opened is written in its own dialect, and what was not changed stands as it stood;
 * any other graph is written in the portable dialect, its loops and branches as states.
 */
export function writeSdfgFile(sdfg: Sdfg): Outcome<string, WriteCode> {
  const { json, problems } = sdfg.file === undefined ? portable(sdfg) : reopened(sdfg, sdfg.file.json as JsonObject);
  const diagnostics = [...problems].map(
    ([what, code]): Diagnostic<WriteCode> =>
      code === "lost-source"
        ? {
            severity: "error",
            code,
            span: noSpan,
            message: `This graph can't be written: ${what} came from a file that it no longer belongs to.`,
          }
        : {
            severity: "warning",
            code,
            span: noSpan,
            message: `${what} are kept in the file, but DaCe runs it without them.`,
          },
  );
  return {
    value: diagnostics.some((d) => d.severity === "error") ? undefined : `${JSON.stringify(json, undefined, 2)}\n`,
    diagnostics,
  };
}

function reopened(sdfg: Sdfg, source: JsonObject) {
  const origin = readFile(source);
  const writing = newWriting(sdfg, origin);
  return { json: sdfgJson(writing, sdfg, source, origin.sdfg), problems: writing.problems };
}

function portable(sdfg: Sdfg) {
  const flat = flattened(sdfg);
  const writing = newWriting(flat, undefined);
  return {
    json: { ...sdfgJson(writing, flat, undefined, undefined), cfg_list_id: 0, id: null, dace_version: portableVersion },
    problems: writing.problems,
  };
}
