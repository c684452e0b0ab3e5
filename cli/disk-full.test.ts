import { describe, expect, it } from "vitest";
import { gxx } from "../agent/src/toolchains/gxx.ts";
import { datawright, gallery } from "./testing.ts";

const run = ["run", gallery("hdiff"), "--preset", "T"];

describe("a full disk is told", () => {
  it("where the outputs go", async () => {
    expect(await datawright([...run, "--outputs", "/dev/full"])).toMatchObject({
      status: 4,
      err: "/dev/full can't be written whole: its disk is full.",
    });
  });

  it("where a compiled program goes", async () => {
    const compile = async () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    };
    expect(await datawright([...run, "--target", "cpp"], { ...gxx, compile })).toMatchObject({
      status: 4,
      err: expect.stringMatching(/^The disk is full\..*TMPDIR.*DATAWRIGHT_CACHE/),
    });
  });
});
