// The machine's own Python with NumPy: the oracle with 64-bit integers.
import type { JobFailure } from "../../protocol/job-failure.ts";
import { runChild } from "../native/child.ts";
import { ask, copyInto, type OracleAnswer, type OracleRequest } from "./oracle.ts";

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

/** The interpreter in DATAWRIGHT_PYTHON, else the first python3 on the PATH. */
const usual = () => process.env["DATAWRIGHT_PYTHON"] || "python3";

export async function findPython(folder: string): Promise<FoundPython | MissingPython> {
  const command = usual();
  const end = await runChild({
    what: command,
    command,
    args: ["-c", facts],
    folder,
    timeoutSeconds: 60,
    environment: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (end.kind !== "ended" || end.status !== 0)
    return { kind: "missing", reason: `There is no ${command} that can be started.`, install };
  const [path = "", version = "", numpy = ""] = end.stdout.split("\n");
  return numpy === ""
    ? { kind: "missing", reason: `Python ${version} (${path}) has no NumPy.`, install }
    : { kind: "found", path, version, numpy };
}

/** `python`: an interpreter from findPython; left out, the one that it would find. */
export async function askPython(request: OracleRequest, python = usual()): Promise<OracleAnswer | JobFailure> {
  const answer = await ask(python, python, [copyInto(request.folder, "agent/src/oracle/run-oracle.py")], {
    ...request,
    types: {},
  });
  return answer.kind === "toolchain-missing" && answer.install === "" ? { ...answer, install } : answer;
}
