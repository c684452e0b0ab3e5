// Pyodide under Node: the oracle where the machine has no NumPy, and the one that the page has. Its default integer has 32 bits.
import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import type { JobFailure } from "../../protocol/job-failure.ts";
import { ask, type OracleAnswer, type OracleRequest, ownFile } from "./oracle.ts";

export async function askPyodide(request: OracleRequest): Promise<OracleAnswer | JobFailure> {
  const [module, wheels] = [ownFile("node_modules/pyodide/pyodide.mjs"), ownFile("public/pyodide")];
  if (!existsSync(module))
    return {
      kind: "toolchain-missing",
      tool: "Pyodide",
      reason: "The package pyodide is not installed.",
      install: "npm install",
    };
  if (!existsSync(wheels) || !readdirSync(wheels).some((name) => name.startsWith("numpy-")))
    return {
      kind: "toolchain-missing",
      tool: "Pyodide",
      reason: "NumPy for Pyodide is not in public/pyodide.",
      install: "npm run build",
    };
  return ask(
    "Pyodide",
    process.execPath,
    [
      ownFile("agent/src/oracle/pyodide-oracle.mjs"),
      ownFile("agent/src/oracle/run-oracle.py"),
      dirname(module),
      wheels,
    ],
    request,
  );
}
