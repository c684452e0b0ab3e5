// Asks the chosen Python for the inputs and, where the run is to be verified, for NumPy's answer.
import type { JobFailure } from "../../agent/protocol/job-failure.ts";
import { refuseArrayFiles } from "../../agent/src/native/array-files.ts";
import type { OracleAnswer, OracleId, OracleRequest } from "../../agent/src/oracle/oracle.ts";
import { askPyodide } from "../../agent/src/oracle/pyodide.ts";
import { askPython } from "../../agent/src/oracle/python.ts";
import { CommandEnd, exit } from "../exit.ts";
import { ended, failureText } from "../failure-text.ts";
import { interruptible } from "../interrupt.ts";

export type Answered = Exclude<OracleAnswer, { readonly kind: "unmade" }>;

export interface Consulted {
  readonly oracle: OracleId;
  readonly answer: Answered;
}

/** `wanted` left out: the machine's Python, and Pyodide where it has no NumPy. */
export async function consult(
  wanted: OracleId | undefined,
  request: OracleRequest,
  err: (text: string) => void,
): Promise<Consulted> {
  if (wanted !== "pyodide") {
    const answer = await interruptible((signal) => askPython({ ...request, signal }));
    if (wanted === "python" || answer.kind !== "toolchain-missing")
      return { oracle: "python", answer: accepted(answer) };
    err(`${failureText(answer)}\nPyodide is asked instead.`);
  }
  return { oracle: "pyodide", answer: accepted(await interruptible((signal) => askPyodide({ ...request, signal }))) };
}

function accepted(answer: OracleAnswer | JobFailure): Answered {
  switch (answer.kind) {
    case "made":
    case "ran":
    case "raised": {
      const reason = refuseArrayFiles({ ...answer.inputs, ...(answer.kind === "ran" && answer.outputs) });
      if (reason !== undefined) throw new CommandEnd(exit.refused, reason);
      return answer;
    }
    case "unmade": {
      const { raised } = answer;
      const place = raised.line > 0 ? ` (line ${raised.line})` : "";
      const words = `Making the inputs raised ${raised.exception}: ${raised.message}${place}`;
      throw new CommandEnd(exit.raised, words, { raised });
    }
    default:
      throw ended(answer);
  }
}
