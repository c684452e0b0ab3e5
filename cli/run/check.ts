// Is the run right? What it left against what NumPy left, or the one exception against the other.
import { readArrays } from "../../agent/src/native/array-files.ts";
import type { OracleRequest } from "../../agent/src/oracle/oracle.ts";
import {
  judge,
  judgeRaised,
  mayBeRounding,
  type OutputVerdict,
  type Raised,
  type RunResult,
  type Verdict,
} from "../../compiler-core/runtime/index.ts";
import { type ExitStatus, exit } from "../exit.ts";
import type { World } from "../world.ts";
import { type Answered, type Consulted, consult } from "./oracle.ts";

export interface Checked {
  readonly verdict: "right" | "wrong" | "inconclusive";
  /** The rule that decided, or why not. */
  readonly rule: string;
  readonly outputs: readonly OutputVerdict[];
}

/** Where NumPy's answer is far off, it is asked how far its own moves when the inputs do by one ulp. */
export async function verify(
  world: World,
  consulted: Consulted,
  question: OracleRequest,
  result: RunResult,
): Promise<Checked> {
  const checked = checkRun(consulted, question.folder, result);
  if (!mayBeRounding(checked.outputs)) return checked;
  const { answer } = await consult(consulted.oracle, { ...question, repeat: 1, nudge: true }, world.err);
  return checkRun(consulted, question.folder, result, answer);
}

function checkRun({ answer }: Consulted, folder: string, result: RunResult, nudged?: Answered): Checked {
  if (answer.kind === "made") throw new Error("NumPy was not asked to run the program");
  const raised = raisedBy(result);
  if (answer.kind === "raised" || raised !== undefined) {
    return checkedOf(judgeRaised(raised, answer.kind === "raised" ? answer.raised : undefined));
  }
  const judged = judge(result.kind === "finished" ? result.outputs : {}, readArrays(folder, answer.outputs), {
    bits: answer.bits,
    ...(nudged?.kind === "ran" && { nudged: readArrays(folder, nudged.outputs) }),
  });
  return checkedOf(judged);
}

function checkedOf(judged: Verdict): Checked {
  return { verdict: judged.kind, rule: judged.kind === "right" ? judged.rule : judged.reason, outputs: judged.outputs };
}

export function raisedBy(result: RunResult): Raised | undefined {
  return result.kind === "raised"
    ? { exception: result.exception, message: result.message, line: result.span.line }
    : undefined;
}

export function statusOf(checked: Checked | undefined, result: RunResult): ExitStatus {
  if (checked?.verdict === "wrong") return exit.wrong;
  if (result.kind === "raised") return exit.raised;
  return checked?.verdict === "inconclusive" ? exit.inconclusive : exit.right;
}
