// One child process with an end: its own process group, an allow-list of the environment, a limit on time and output, and
// a cancel that leaves nothing behind. No shell is ever involved.
import { spawn } from "node:child_process";
import type { JobFailure } from "../../protocol/job-failure.ts";

/** As whom, and under what limits, a child runs. */
export interface Confinement {
  readonly uid?: number;
  readonly gid?: number;
  /** Put before the command, as argv: `["prlimit", "--nproc=64", "--"]`. */
  readonly launcher?: readonly string[];
  /** Ends what left the child's process group; called when the child is stopped and when it has ended. */
  readonly endStragglers?: () => void;
}

export interface ChildRequest {
  /** Words for messages: "g++", "the program". */
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** Added to what the allow-list lets through. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitBytes?: number;
  readonly signal?: AbortSignal;
  readonly confinement?: Confinement;
  /** Called with each piece of what the child prints to its error output, as it comes. */
  readonly onLog?: (text: string) => void;
}

export interface ChildEnd {
  readonly kind: "ended";
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** What passes from our environment to a child's: how to find programs and speak, never a token or a socket. */
const passed = [
  "PATH",
  "HOME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TMPDIR",
  "TZ",
  "LD_LIBRARY_PATH",
  "LIBRARY_PATH",
  "CPATH",
  "SYSTEMROOT",
] as const;

export function allowedEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = passed.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), ...extra };
}

/** Never rejects. A status other than 0 is still an end; who asked knows what it means. */
export function runChild(request: ChildRequest): Promise<ChildEnd | JobFailure> {
  const { what, timeoutSeconds, signal, confinement = {}, limitBytes = 4_000_000 } = request;
  if (signal?.aborted) return Promise.resolve({ kind: "cancelled" });
  const [command = request.command, ...args] = [...(confinement.launcher ?? []), request.command, ...request.args];
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: request.folder,
      env: allowedEnvironment(request.environment),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      ...(confinement.uid !== undefined && { uid: confinement.uid }),
      ...(confinement.gid !== undefined && { gid: confinement.gid }),
    });
    const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let bytes = 0;
    let stopped: JobFailure | undefined;
    const text = (of: keyof typeof pieces) => Buffer.concat(pieces[of]).toString("utf8");
    const endAll = () => {
      killGroup(child.pid);
      confinement.endStragglers?.();
    };
    const stop = (why: JobFailure) => {
      stopped ??= why;
      endAll();
    };
    const timer = setTimeout(
      () => stop({ kind: "timed-out", what, seconds: timeoutSeconds, output: "" }),
      timeoutSeconds * 1000,
    );
    const cancel = () => stop({ kind: "cancelled" });
    const endWithUs = endAll;
    signal?.addEventListener("abort", cancel, { once: true });
    process.once("exit", endWithUs);
    for (const of of ["stdout", "stderr"] as const) {
      child[of].on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > limitBytes) return stop({ kind: "output-flood", what, limitBytes });
        pieces[of].push(piece);
        if (of === "stderr") request.onLog?.(piece.toString("utf8"));
      });
    }
    const finish = (result: ChildEnd | JobFailure) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      process.removeListener("exit", endWithUs);
      resolve(result);
    };
    child.once("error", (error: NodeJS.ErrnoException) =>
      finish({
        kind: "toolchain-missing",
        tool: what,
        reason: `${request.command} can't be started: ${error.code ?? error.message}.`,
        install: "",
      }),
    );
    // What the child started may outlive it, and would hold its output open.
    child.once("exit", endAll);
    child.once("close", (status, killedBy) => {
      const output = shortened(`${text("stderr")}${text("stdout")}`);
      if (stopped !== undefined) return finish("output" in stopped ? { ...stopped, output } : stopped);
      if (status === null) return finish({ kind: "killed", what, signal: killedBy ?? "unknown", output });
      finish({
        kind: "ended",
        status,
        stdout: text("stdout"),
        stderr: text("stderr"),
        seconds: (performance.now() - begin) / 1000,
      });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // ESRCH: all of it has ended already. EPERM: it runs as another user and its group has ended (only zombies are left).
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/** The beginning and the end of what a tool printed: the first error and the last words. */
export function shortened(text: string, most = 8000): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most / 2)}\n… ${text.length - most} characters left out …\n${text.slice(-most / 2)}`;
}
