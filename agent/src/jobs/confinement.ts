// As whom and within which bounds a job's processes run. Limits come from prlimit and setpriv of util-linux, put before the
// command as argv; where the kernel lets users make namespaces, a job also gets no network and a process space of its own,
// which ends with its first process. Without limits there are no jobs.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import type { JobFailure } from "../../protocol/index.ts";
import { type Confinement, runChild } from "../native/child.ts";

export interface JobLimits {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  /** Processes and threads of the job. */
  readonly processes: number;
  readonly fileBytes: number;
  readonly openFiles: number;
  /** Of all files in the job's folder. */
  readonly diskBytes: number;
}

export interface JobUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export type Cell =
  | {
      readonly kind: "ready";
      /** Whom a root agent drops to; undefined where jobs run as whoever started the agent. */
      readonly user: JobUser | undefined;
      /** For the person: "nobody", "you". */
      readonly as: string;
      /** No network and no other process in sight. */
      readonly isolated: boolean;
      /** `job` is a name that no other job on this machine has: what bears it is ended with it. */
      readonly confine: (job: string, limits: JobLimits) => Confinement;
    }
  | { readonly kind: "off"; readonly reason: string };

/** Marks every process of a job in its environment, so that one that left its process group is found. */
export const jobMark = "DATAWRIGHT_JOB";

/** What no process can put off, where a root agent gives each job a group of its own; of the numbers that are nobody's. */
const dynamicGroups = { first: 61_184, count: 4_336 };

function groupOf(job: string): number {
  const hash = createHash("sha256").update(job).digest();
  return dynamicGroups.first + (hash.readUInt32LE() % dynamicGroups.count);
}

const tools = ["env", "prlimit", "setpriv", "timeout", "unshare"] as const;

function findTool(name: string): string | undefined {
  return [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path));
}

/** Tries out what this machine allows; folder: where the trial runs. `spaces`: whether to try for a process space of its own. */
export async function prepareCell(folder: string, trial: JobLimits, spaces = true): Promise<Cell> {
  if (process.platform !== "linux") return off("Limits for jobs are only known for Linux yet.");
  const [env, prlimit, setpriv, timeout, unshare] = tools.map(findTool);
  if (env === undefined || prlimit === undefined || setpriv === undefined || timeout === undefined) {
    return off("prlimit, setpriv or timeout, which put limits on a job, are missing: apt-get install util-linux.");
  }
  const root = process.getuid?.() === 0;
  const user = root ? unprivilegedUser() : undefined;
  if (root && user === undefined) {
    return off("The agent was started as root, and there is no user `nobody` that jobs could run as.");
  }
  const ownSpace = ["--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child=KILL", "--"];
  const confine =
    (isolated: boolean) =>
    (job: string, limits: JobLimits): Confinement => ({
      ...(user && { uid: user.uid, gid: groupOf(job) }),
      endStragglers: () => endStragglers(job, user?.uid),
      launcher: [
        ...[env, `${jobMark}=${job}`],
        ...[prlimit, ...prlimitWords(limits, user?.uid), "--"],
        ...[setpriv, "--no-new-privs", "--pdeathsig", "KILL", "--"],
        ...(isolated && unshare !== undefined ? [unshare, ...ownSpace] : []),
        // Ends the job even where the agent can't; and a process space's first process, which is deaf to its own signals,
        // is this one and not the job.
        ...[timeout, "--foreground", "--signal=KILL", `${limits.wallSeconds + 5}`],
        // Without a process space nothing else would end the job with a `timeout` that ended with its agent.
        ...(isolated ? [] : [setpriv, "--pdeathsig", "KILL", "--"]),
      ],
    });
  const works = async (isolated: boolean) => {
    const confinement = confine(isolated)(`trial-${randomUUID()}`, trial);
    const end = await runChild({ what: "a trial", command: "true", args: [], folder, timeoutSeconds: 10, confinement });
    return end.kind === "ended" && end.status === 0 ? "" : JSON.stringify(end);
  };
  const isolated = spaces && unshare !== undefined && (await works(true)) === "";
  const why = isolated ? "" : await works(false);
  if (why !== "") return off(`A process with limits can't be started here: ${why}`);
  return { kind: "ready", user, as: user?.name ?? "you", isolated, confine: confine(isolated) };
}

const off = (reason: string): Cell => ({ kind: "off", reason });

function prlimitWords(limits: JobLimits, uid: number | undefined): readonly string[] {
  const bounds: Readonly<Record<string, number>> = {
    as: limits.memoryBytes,
    cpu: limits.cpuSeconds,
    // The kernel counts all that the user runs, so the job's share comes on top of what is there.
    nproc: threadsOf(uid ?? process.getuid?.() ?? 0) + limits.processes,
    fsize: limits.fileBytes,
    nofile: limits.openFiles,
    core: 0,
  };
  return Object.entries(bounds).map(([name, most]) => `--${name}=${Math.ceil(most)}`);
}

function unprivilegedUser(): JobUser | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((each) => each.startsWith("nobody:"));
  const [name = "", , uid, gid] = line?.split(":") ?? [];
  return line === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}

function threadsOf(uid: number): number {
  let count = 0;
  for (const status of eachProcess("status")) {
    if (!isOf(status.text, "Uid", uid)) continue;
    count += Number(/^Threads:\s+(\d+)/m.exec(status.text)?.[1] ?? 1);
  }
  return count;
}

/** `timeout` tells a death by signal as its status: 128 and the signal. */
export function asKilled(failure: JobFailure): JobFailure {
  if (failure.kind !== "crashed" || failure.status <= 128) return failure;
  const name = Object.entries(constants.signals).find(([, number]) => number === failure.status - 128)?.[0];
  return name === undefined ? failure : { kind: "killed", what: failure.what, signal: name, output: failure.output };
}

/**
 * Ends what is left of a job, wherever it went. A process may leave its process group and put off its environment; where jobs
 * run as another user (`uid`), it is found by that user and its job's group instead. All are stopped before any is ended, so
 * that those that multiply run into their bound and not into the places that others leave.
 */
export function endStragglers(job: string, uid: number | undefined): number {
  const stopped = new Set<number>();
  for (let pass = 0; pass < 200; pass++) {
    const fresh = processesOf(job, uid).filter((pid) => !stopped.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      signal(pid, "SIGSTOP");
      stopped.add(pid);
    }
  }
  for (const pid of stopped) signal(pid, "SIGKILL");
  return stopped.size;
}

function processesOf(job: string, uid: number | undefined): readonly number[] {
  const mark = `${jobMark}=${job}\0`;
  const marked =
    uid === undefined
      ? [...eachProcess("environ")].filter(({ text }) => text.startsWith(mark) || text.includes(`\0${mark}`))
      : [...eachProcess("status")].filter(
          ({ text }) => isOf(text, "Uid", uid) && isOf(text, "Gid", groupOf(job)) && !/^State:\s+Z/m.test(text),
        );
  return marked.map(({ pid }) => pid);
}

/** Whether a process's real user or group is this one. */
const isOf = (status: string, kind: "Uid" | "Gid", id: number) => new RegExp(`^${kind}:\\s+${id}\\s`, "m").test(status);

function signal(pid: number, name: "SIGSTOP" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself meanwhile, or is no longer ours to end.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

function* eachProcess(file: "status" | "environ"): Generator<{ readonly pid: number; readonly text: string }> {
  if (!existsSync("/proc/self")) return;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    let text: string;
    try {
      text = readFileSync(`/proc/${name}/${file}`, "latin1");
    } catch {
      continue; // It has ended, or belongs to someone else.
    }
    yield { pid: Number(name), text };
  }
}
