// Built programs take a bounded place: what was not used for the longest time goes first.
import { type Dirent, lstatSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";

export const cacheBytes = 512 * 2 ** 20;
const day = 86_400_000;

/** This program was used now. */
export function touch(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}

/** Removes programs until the others fit, and what a compiler that was killed left behind. The one just used stays. */
export function trimCache(folder: string, mostBytes = cacheBytes, now = Date.now()): void {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => ({ entry, ...factsOf(folder, entry) }));
  for (const { entry, path, time } of entries)
    if (entry.isDirectory() && entry.name.startsWith("building-") && now - time > day)
      rmSync(path, { recursive: true, force: true });
  const programs = entries.filter(({ entry }) => entry.isFile() && entry.name.startsWith("program-"));
  programs.sort((a, b) => b.time - a.time);
  let sum = 0;
  for (const [i, { path, bytes }] of programs.entries()) {
    sum += bytes;
    if (i > 0 && sum > mostBytes) rmSync(path, { force: true });
  }
}

function factsOf(
  folder: string,
  entry: Dirent,
): { readonly path: string; readonly bytes: number; readonly time: number } {
  const path = join(folder, entry.name);
  const facts = lstatSync(path, { throwIfNoEntry: false });
  // Another agent's trim may have been faster.
  return { path, bytes: facts?.size ?? 0, time: facts?.mtimeMs ?? 0 };
}
