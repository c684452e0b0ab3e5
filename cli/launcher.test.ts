import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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

  it("refuses an older Node by name", () => {
    const older =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.3'}})";
    expect(launch(["--import", older], ["check", gallery("hdiff")])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("This is Node 20.18.3"),
    });
  });
});
