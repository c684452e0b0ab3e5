import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { touch, trimCache } from "./cache-quota.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-quota-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hoursAgo = (path: string, hours: number) => {
  const time = new Date(Date.now() - hours * 3_600_000);
  utimesSync(path, time, time);
};
function program(name: string, bytes: number, hours: number): string {
  const path = join(folder, `program-${name}`);
  writeFileSync(path, new Uint8Array(bytes));
  hoursAgo(path, hours);
  return path;
}

describe("the compile cache", () => {
  it("forgets what was not used for the longest time, and only as much as it must", () => {
    const [old, middle, young] = [program("old", 400, 3), program("middle", 400, 2), program("young", 400, 1)];
    touch(old);
    trimCache(folder, 900);
    expect([old, middle, young].map((path) => existsSync(path))).toEqual([true, false, true]);
  });

  it("keeps the program at hand, however large, and all that is no program", () => {
    const version = join(folder, "version-abc");
    writeFileSync(version, new Uint8Array(5000));
    const large = program("large", 5000, 0);
    trimCache(folder, 1000);
    expect([large, version].map((path) => existsSync(path))).toEqual([true, true]);
    expect(existsSync(join(folder, "program-young"))).toBe(false);
  });

  it("clears away what a killed compiler left, not what one is busy with", () => {
    const [left, busy] = [join(folder, "building-left"), join(folder, "building-busy")];
    for (const each of [left, busy]) {
      mkdirSync(each);
      writeFileSync(join(each, "program.cpp"), "");
    }
    hoursAgo(left, 30);
    trimCache(folder);
    expect([left, busy].map((path) => existsSync(path))).toEqual([false, true]);
  });
});
