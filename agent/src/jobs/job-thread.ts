// The thread that thinks about jobs: parsing, compiling to C++ and comparing arrays take seconds for large programs, and the
// agent answers its sockets meanwhile. Starts nothing and keeps nothing; the thread can be ended at any time.
import { parentPort } from "node:worker_threads";
import { invariant } from "../../../compiler-core/diagnostics/index.ts";
import { prepare } from "./prepare.ts";
import type { Thought, ThoughtAnswer } from "./thinking.ts";
import { compareOutputs } from "./verify.ts";

invariant(parentPort !== null, "this file is a thread's program");
const port = parentPort;

port.on("message", (thought: Thought) => {
  port.postMessage(answerTo(thought));
});

function answerTo(thought: Thought): ThoughtAnswer {
  try {
    switch (thought.kind) {
      case "prepare":
        return { kind: "thought", value: prepare(thought.request) };
      case "compare":
        return { kind: "thought", value: compareOutputs(thought) };
    }
  } catch (error) {
    // A bug of ours ends one job.
    return { kind: "bug", message: error instanceof Error ? error.message : String(error) };
  }
}
