// The machine's own Python with NumPy: the oracle with 64-bit integers.
import type { JobFailure } from "../../protocol/job-failure.ts";
import { runChild } from "../native/child.ts";
import { ask, type OracleAnswer, type OracleRequest, ownFile } from "./oracle.ts";

export interface FoundPython {
  readonly kind: "found";
  /** The interpreter itself, not a launcher that finds it by its environment. */
  readonly path: string;
  readonly version: string;
  readonly numpy: string;
}

export interface MissingPython {
  readonly kind: "missing";
  readonly reason: string;
  readonly install: string;
}

const install = "apt-get install python3-numpy";
const facts =
  "import sys\ntry:\n    import numpy\n    n = numpy.__version__\nexcept ImportError:\n    n = ''\nprint(sys.executable, sys.version.split()[0], n, sep='\\n')";

export async function findPython(folder: string): Promise<FoundPython | MissingPython> {
  const end = await runChild({
    what: "python3",
    command: "python3",
    args: ["-c", facts],
    folder,
    timeoutSeconds: 60,
    environment: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (end.kind !== "ended" || end.status !== 0)
    return { kind: "missing", reason: "There is no python3 on the PATH.", install };
  const [path = "", version = "", numpy = ""] = end.stdout.split("\n");
  return numpy === ""
    ? { kind: "missing", reason: `Python ${version} (${path}) has no NumPy.`, install }
    : { kind: "found", path, version, numpy };
}

/** `python`: an interpreter from findPython; left out, the first python3 on the PATH. */
export async function askPython(request: OracleRequest, python = "python3"): Promise<OracleAnswer | JobFailure> {
  const answer = await ask("python3", python, [ownFile("agent/src/oracle/run-oracle.py")], { ...request, types: {} });
  return answer.kind === "toolchain-missing" && answer.install === "" ? { ...answer, install } : answer;
}
