// A private folder that goes with this process, however it ends.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Inputs and outputs may be gigabytes: a kill leaves no time to remove them, so a shell waits for the end of ours. */
export function openTemporaryFolder(prefix: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  // In a session of its own: the Ctrl-C that ends us must not end it first. Its input closes when we are gone.
  const waiting = spawn("/bin/sh", ["-c", `read -r _; test ! -e "$0" || { ${removal}; }`, path], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell the folder is removed in every end but a kill.
  waiting.on("error", () => undefined);
  waiting.unref();
  (waiting.stdin as Socket).unref();
  return {
    path,
    remove: () => {
      removeTree(path);
      waiting.stdin.end();
    },
  };
}

// The system's own tools walk a tree step by step, and follow no link.
const removal = 'chmod -R u+rwx -- "$0"; rm -rf -- "$0"';

/** Whatever a job left: folders closed to us, or deeper than a path may be long. What can't be removed is left where it is. */
export function removeTree(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    spawnSync("/bin/sh", ["-c", removal, folder], { stdio: "ignore" });
  }
}
