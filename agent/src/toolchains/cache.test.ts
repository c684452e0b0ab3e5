import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCache, ownCache } from "./cache.ts";

const folder = mkdtempSync(join(tmpdir(), "datawright-places-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the folder of built programs", () => {
  it("is made for its owner alone, whatever is above it", () => {
    const path = join(realpathSync(folder), "new/one");
    expect(openCache(path)).toEqual({ kind: "opened", folder: path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openCache(path)).toMatchObject({ kind: "opened" });
  });

  it("is refused where others may write, where it is another's, and where it can't be made", () => {
    const open = join(folder, "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(openCache(open)).toMatchObject({
      kind: "refused-access",
      reason: expect.stringContaining("others may write"),
    });
    // The root of the system is root's; and root can give a folder away.
    const foreign = process.getuid?.() === 0 ? join(folder, "foreign") : "/";
    if (process.getuid?.() === 0) {
      mkdirSync(foreign, { mode: 0o755 });
      chownSync(foreign, 65534, 65534);
    }
    expect(openCache(foreign)).toMatchObject({ kind: "refused-access" });
    writeFileSync(join(folder, "file"), "");
    for (const place of [join(folder, "file"), join(folder, "file/below")])
      expect(openCache(place)).toMatchObject({
        kind: "refused-access",
        reason: expect.stringContaining("DATAWRIGHT_CACHE"),
      });
  });

  it("is where its owner says", () => {
    const before = process.env["DATAWRIGHT_CACHE"];
    process.env["DATAWRIGHT_CACHE"] = folder;
    expect(ownCache()).toBe(folder);
    process.env["DATAWRIGHT_CACHE"] = "";
    expect(ownCache()).toMatch(/.\/datawright$/);
    if (before === undefined) delete process.env["DATAWRIGHT_CACHE"];
    else process.env["DATAWRIGHT_CACHE"] = before;
  });
});
