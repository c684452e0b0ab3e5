// Built programs by the hash of all that made them. A file appears by rename, so that it is whole or not there.
import { createHash, randomUUID } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { JobFailure } from "../../protocol/job-failure.ts";

/** This user's own: $DATAWRIGHT_CACHE, else under $XDG_CACHE_HOME or ~/.cache. */
export function ownCache(): string {
  const { DATAWRIGHT_CACHE, XDG_CACHE_HOME } = process.env;
  return DATAWRIGHT_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "datawright");
}

/** Where a root agent keeps what it built: written by root alone, and open to the user who runs it. */
export const sharedCache = "/var/cache/datawright";

export type OpenedCache =
  | { readonly kind: "opened"; readonly folder: string }
  | (JobFailure & { readonly kind: "refused-access" });

/** Makes the folder where it is missing. What others may write in is no cache: what is built there is run. */
export function openCache(folder: string, mode = 0o700): OpenedCache {
  const refused = (why: string) =>
    ({
      kind: "refused-access",
      reason: `Built programs can't be kept in ${folder}: ${why}.${folder === sharedCache ? "" : " DATAWRIGHT_CACHE names another place."}`,
    }) as const;
  try {
    mkdirSync(folder, { recursive: true, mode });
    accessSync(folder, constants.W_OK);
    const facts = statSync(folder);
    if (!facts.isDirectory()) return refused("it is no folder");
    const me = process.getuid?.();
    if (me === undefined || (facts.uid === me && (facts.mode & 0o022) === 0))
      return { kind: "opened", folder: realpathSync(folder) };
    return refused(facts.uid === me ? "others may write there" : "it belongs to another user");
  } catch (error) {
    return refused(`${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** Unambiguous: no two different lists of parts hash the same text. */
export function hashOf(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** True where the file is there and nobody else can have written it: a plain file of this user's, in a folder of this user's. */
export function isOwnFile(path: string): boolean {
  const me = process.getuid?.();
  try {
    return [path, join(path, "..")].every((each, i) => {
      const facts = lstatSync(each);
      return (
        (i === 0 ? facts.isFile() : facts.isDirectory()) &&
        (me === undefined || (facts.uid === me && (facts.mode & 0o022) === 0))
      );
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** A private folder beside the cache's files, to build in; `keep` moves one file of it to its final name. */
export interface Workbench {
  readonly folder: string;
  readonly keep: (name: string, as: string) => void;
  readonly close: () => void;
}

/** `builder`: another user who builds there; what is kept becomes this user's, once it is known to be a plain file. */
export function openWorkbench(
  cache: string,
  builder: { readonly uid?: number; readonly gid?: number } = {},
): Workbench {
  const folder = join(cache, `building-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o700 });
  const own = (path: string) => {
    if (builder.uid === undefined || process.getuid === undefined || process.getgid === undefined) return;
    // The folder first: nobody else can put a link in the file's place after that.
    chownSync(folder, process.getuid(), process.getgid());
    const file = lstatSync(path);
    if (!file.isFile() || file.nlink !== 1) throw new Error("what was built is not a plain file");
    chownSync(path, process.getuid(), process.getgid());
  };
  if (builder.uid !== undefined && builder.gid !== undefined) chownSync(folder, builder.uid, builder.gid);
  return {
    folder,
    keep: (name, as) => {
      own(join(folder, name));
      chmodSync(join(folder, name), 0o755);
      renameSync(join(folder, name), as);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
