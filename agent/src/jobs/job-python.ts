// The Python that jobs use: the first one on this machine that has NumPy and that the job's user can start. Found once.
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { JobFailure } from "../../protocol/index.ts";
import { type ChildEnd, runChild } from "../native/child.ts";
import { ownFile } from "../oracle/oracle.ts";
import { findPython } from "../oracle/python.ts";
import type { Cell, JobLimits } from "./confinement.ts";

export type JobPython =
  | { readonly kind: "found"; readonly path: string /** For the person. */; readonly words: string }
  | { readonly kind: "missing"; readonly reason: string; readonly install: string };

const trial = `import sys, numpy
print(f"Python {sys.version.split()[0]} with NumPy {numpy.__version__} ({sys.executable})")`;

const install = "apt-get install python3-numpy";
const mostTried = 12;

export async function findJobPython(
  folder: string,
  cell: Cell & { readonly kind: "ready" },
  limits: JobLimits,
  wanted?: string,
): Promise<JobPython> {
  const first = await findPython(folder);
  const candidates = wanted === undefined ? pythonsHere(first.kind === "found" ? first.path : undefined) : [wanted];
  const tried = new Map<string, string[]>();
  for (const path of candidates.slice(0, mostTried)) {
    const end = await runChild({
      what: path,
      command: path,
      folder,
      timeoutSeconds: 30,
      confinement: cell.confine(`python-${randomUUID()}`, limits),
      args: ["-c", trial],
    });
    if (end.kind === "ended" && end.status === 0)
      return { kind: "found", path, words: end.stdout.trim().slice(0, 200) };
    const why = whyNot(end);
    tried.set(why, [...(tried.get(why) ?? []), path]);
  }
  const who = cell.user === undefined ? "" : ` as \`${cell.as}\`, the user that jobs run as`;
  const reasons = [...tried].map(([why, paths]) => `${why}: ${paths.join(", ")}`).join("; ");
  return { kind: "missing", reason: `No Python with NumPy can be started${who}; ${reasons}.`.slice(0, 900), install };
}

/** `own`: the one that whoever started the agent uses. It may be closed to the job's user, and another one open. */
function pythonsHere(own: string | undefined): readonly string[] {
  const { DATAWRIGHT_PYTHON, VIRTUAL_ENV, CONDA_PREFIX, PATH = "" } = process.env;
  const environments = [VIRTUAL_ENV, CONDA_PREFIX].flatMap((folder) => (folder ? [join(folder, "bin")] : []));
  const named = [...environments, ...PATH.split(delimiter), ...usualFolders].map((folder) => join(folder, "python3"));
  const versions = usualFolders.flatMap(versionsIn);
  // The same file of the same folder is one; a virtual environment's is another than the one that it links to.
  const different = new Map<string, string>();
  for (const path of [DATAWRIGHT_PYTHON, own, ...named, ownFile(".cache/python/bin/python3"), ...versions]) {
    if (!path || !existsSync(path)) continue;
    const identity = JSON.stringify([realpathSync(dirname(path)), realpathSync(path)]);
    if (!different.has(identity)) different.set(identity, path);
  }
  return [...different.values()];
}

const usualFolders = ["/usr/bin", "/usr/local/bin", "/opt/conda/bin", "/opt/miniconda3/bin"];

function versionsIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => /^python3\.\d+$/.test(name)).map((name) => join(folder, name));
}

function whyNot(end: ChildEnd | JobFailure): string {
  if (end.kind !== "ended") return end.kind;
  const words = end.stderr.trim().split("\n").at(-1) ?? "";
  if (words.includes("No module named 'numpy'")) return "without NumPy";
  return words.includes("Permission denied") && !words.includes("Error:") ? "closed to that user" : words;
}
