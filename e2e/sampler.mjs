// Samples how long the first threads of some processes have worked, in a thread of its own, so that a busy test does not
// spread the samples.
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";

const every = 10;
/** For each process the moments, in milliseconds since 1970, and the work until then, in milliseconds. */
const samples = new Map();

setInterval(() => {
  for (const [process, seen] of samples) {
    const busy = busyOf(process);
    if (busy !== undefined) seen.push({ at: Date.now(), busy });
  }
}, every);

/** A process's first thread has the process's number. */
function busyOf(process) {
  try {
    return Number(readFileSync(`/proc/${process}/task/${process}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    // It has ended, or this system doesn't tell.
    return undefined;
  }
}

parentPort.on("message", ({ watch, ask }) => {
  for (const process of watch ?? []) if (!samples.has(process)) samples.set(process, []);
  if (ask !== undefined) parentPort.postMessage([...samples.values()]);
});
