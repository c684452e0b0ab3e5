import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundle, bundleFolder, isStale } from "./bundle.mjs";
import { gallery, root } from "./testing.ts";

const launch = (nodeArgs: readonly string[], args: readonly string[]) =>
  spawnSync(process.execPath, [...nodeArgs, join(root, "cli/datawright.mjs"), ...args], { encoding: "utf8" });

describe("the launcher", () => {
  it("builds what is stale and passes on the exit status", () => {
    expect(launch([], ["check", gallery("hdiff")])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("in_field"),
      stderr: "",
    });
    expect(launch([], ["check"])).toMatchObject({ status: 3, stdout: "" });
  });

  it("keeps a bundle that runs, and takes away what nothing runs from", async () => {
    const [used, left] = ["bundle-used", "bundle-left"].map((name) => join(root, "dist", name)) as [string, string];
    for (const folder of [used, left]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `used-by-${folder === used ? process.pid : 2 ** 30}`), "");
      utimesSync(folder, 0, 0);
    }
    try {
      await bundle();
      expect([used, left, bundleFolder()].map((folder) => existsSync(folder))).toEqual([true, false, true]);
      expect(isStale()).toBe(false);
      const { status, pid } = launch([], ["check", gallery("hdiff")]);
      expect(status).toBe(0);
      // Only its own mark: other tests run from this bundle meanwhile.
      expect(readdirSync(bundleFolder())).not.toContain(`used-by-${pid}`);
    } finally {
      rmSync(used, { recursive: true });
    }
  });

  it("refuses an older Node by name", () => {
    const older =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.3'}})";
    expect(launch(["--import", older], ["check", gallery("hdiff")])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("This is Node 20.18.3"),
    });
  });
});
