// A job's own folder: made for it alone, closed to others, gone with it. What is read from it afterwards was written by a
// program that we don't trust: only plain files of the expected size count, and no link is followed.
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { openTemporaryFolder, removeTree } from "../temporary-folder.ts";
import type { JobUser } from "./confinement.ts";

export interface Workshop {
  readonly folder: string;
  readonly open: () => Workspace;
  /** Takes all folders with it. */
  readonly close: () => void;
}

export interface Workspace {
  readonly id: string;
  readonly folder: string;
  /** From here on the job's user owns the folder; nothing of the agent's is written there any more. */
  readonly handOver: () => void;
  /** The job has ended: what it left is the agent's, and closed to the next one. */
  readonly takeBack: () => void;
  readonly close: () => void;
}

/** A fresh private folder; the job's user may pass through it to the one that is its own. */
export function openWorkshop(user: JobUser | undefined): Workshop {
  const { path: folder, remove } = openTemporaryFolder("datawright-agent-");
  chmodSync(folder, user === undefined ? 0o700 : 0o711);
  return {
    folder,
    open: () => {
      const id = `j${randomBytes(8).toString("hex")}`;
      const own = join(folder, id);
      mkdirSync(own, { mode: 0o700 });
      return {
        id,
        folder: own,
        handOver: () => {
          if (user !== undefined) chownSync(own, user.uid, user.gid);
        },
        takeBack: () => {
          if (user !== undefined) chownSync(own, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
        },
        close: () => removeTree(own),
      };
    },
    close: remove,
  };
}

/** Adds to a file that only the agent has written to so far; makes it where it begins. */
export function append(folder: string, file: string, offset: number, bytes: Uint8Array): void {
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = openSync(
    join(folder, file),
    O_WRONLY | O_APPEND | O_NOFOLLOW | (offset === 0 ? O_CREAT | O_EXCL : 0),
    0o644,
  );
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
  } finally {
    closeSync(handle);
  }
}

const filesAtMost = 5000;

/** Bytes in a folder, without following links; infinite where it holds more files than a job needs. */
export function bytesIn(folder: string): number {
  let [sum, files] = [0, 0];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of namesIn(next)) {
      if (++files > filesAtMost) return Number.POSITIVE_INFINITY;
      const facts = factsOf(join(next, name));
      if (facts === "unreachable") return Number.POSITIVE_INFINITY;
      if (facts?.isDirectory()) waiting.push(join(next, name));
      // What is stored, not what a sparse file claims.
      else sum += (facts?.blocks ?? 0) * 512;
    }
  }
  return sum;
}

/** Undefined where it went away meanwhile; unreachable where its path is longer than a job needs. */
function factsOf(path: string): Stats | undefined | "unreachable" {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return "unreachable";
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // The job removed it meanwhile, or closed it; what it holds was counted when it was open.
  }
}
