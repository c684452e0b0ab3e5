// The Python that jobs use: the one in DATAWRIGHT_PYTHON, this user's, or the system's; the first that has NumPy and that the
// job's user can start. Found once.
import { randomUUID } from "node:crypto";
import type { JobFailure } from "../../protocol/index.ts";
import { type ChildEnd, runChild } from "../native/child.ts";
import { ownFile } from "../oracle/oracle.ts";
import { findPython } from "../oracle/python.ts";
import type { Cell, JobLimits } from "./confinement.ts";

export type JobPython =
  | { readonly kind: "found"; readonly path: string; readonly words: string }
  | { readonly kind: "missing"; readonly reason: string };

/** Also opens the two files of ours that it will read: a checkout that is closed to the job's user serves no job. */
const trial = `import sys
for path in sys.argv[1:]: open(path).close()
import numpy
print(f"Python {sys.version.split()[0]} with NumPy {numpy.__version__}")`;

export async function findJobPython(
  folder: string,
  cell: Cell & { readonly kind: "ready" },
  limits: JobLimits,
  wanted?: string,
): Promise<JobPython> {
  const first = await findPython(folder);
  const own = process.env["DATAWRIGHT_PYTHON"];
  const usual = [...(own ? [own] : []), ...(first.kind === "found" ? [first.path] : []), "/usr/bin/python3"];
  const reasons: string[] = [];
  for (const path of new Set(wanted === undefined ? usual : [wanted])) {
    const end = await runChild({
      what: path,
      command: path,
      folder,
      timeoutSeconds: 30,
      confinement: cell.confine(`python-${randomUUID()}`, limits),
      args: ["-c", trial, ownFile("public/python/driver.py"), ownFile("agent/src/oracle/run-oracle.py")],
    });
    if (end.kind === "ended" && end.status === 0) return { kind: "found", path, words: end.stdout.trim() };
    reasons.push(`${path}: ${lastWords(end)}`);
  }
  const who = cell.user === undefined ? "" : ` as \`${cell.as}\`, the user that jobs run as`;
  return {
    kind: "missing",
    reason: `There is no Python with NumPy that can be started${who}. ${reasons.join("; ")}`.slice(0, 900),
  };
}

function lastWords(end: ChildEnd | JobFailure): string {
  return end.kind === "ended" ? (end.stderr.trim().split("\n").at(-1) ?? "") : end.kind;
}
