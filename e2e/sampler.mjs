// Samples how long the main threads of a browser's pages have worked: in a thread of its own, so that a busy test does not
// spread the samples, and from a page's beginning on. Without /proc there are no samples.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const every = 10;
/** For each page's process the moments, in milliseconds since 1970, and the work until then, in milliseconds. */
const samples = new Map();
const known = new Set();

sample();
parentPort.postMessage("ready");
setInterval(sample, every);

function sample() {
  for (const name of existsSync("/proc/self/schedstat") ? readdirSync("/proc") : []) {
    if (!/^\d+$/.test(name) || known.has(name)) continue;
    known.add(name);
    if (isPage(name)) samples.set(name, []);
  }
  for (const [process, seen] of samples) {
    // A process's first thread has the process's number.
    const stat = textOf(`/proc/${process}/task/${process}/schedstat`);
    if (stat !== "") seen.push({ at: Date.now(), busy: Number(stat.split(" ")[0]) / 1e6 });
  }
}

/** A renderer somewhere below the browser. A process that is only just forked from another page's parent becomes one. */
function isPage(process) {
  const command = textOf(`/proc/${process}/cmdline`);
  if (!/--type=(renderer|zygote)/.test(command)) return false;
  for (let at = process; at !== "" && at !== "0"; at = parentOf(at)) if (at === `${workerData.browser}`) return true;
  return false;
}

/** The name in a status line may have spaces; what follows its bracket is the state and the parent. */
function parentOf(process) {
  return textOf(`/proc/${process}/stat`).split(") ").at(-1)?.split(" ")[1] ?? "";
}

function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended.
    return "";
  }
}

parentPort.on("message", () => parentPort.postMessage([...samples.values()]));
