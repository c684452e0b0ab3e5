import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runNative } from "../native/run-native.ts";
import { flagsFor, gxx } from "./gxx.ts";

const cache = mkdtempSync(join(tmpdir(), "datawright-cache-"));
const folder = mkdtempSync(join(tmpdir(), "datawright-job-"));
afterAll(() => {
  for (const each of [cache, folder]) rmSync(each, { recursive: true, force: true });
});

/** A program that takes what the harness takes and does `body`. */
const programOf = (body: string) =>
  `#include <cstdio>\n#include <cstdlib>\n#include <unistd.h>\nint main(int argc, char **argv) { ${body} }\n`;
const say = String.raw`std::printf("{\"status\": 0, \"nanoseconds\": [%s]}\n", argv[4]);`;

async function run(body: string, more: { readonly timeoutSeconds?: number; readonly signal?: AbortSignal } = {}) {
  const built = await gxx.compile(programOf(body), { strictness: "strict", cache });
  if (built.kind !== "built") return built;
  return runNative({
    program: built.path,
    folder,
    symbols: [41],
    warmup: 0,
    repeat: 1,
    threads: 1,
    timeoutSeconds: 20,
    ...more,
  });
}

describe("the C++ toolchain", () => {
  it("builds and runs, the second time from the cache in under 50 ms", async () => {
    const source = programOf(say);
    const first = await gxx.compile(source, { strictness: "strict", cache });
    expect(first).toMatchObject({ kind: "built", cached: false, flags: flagsFor("strict") });
    const second = await gxx.compile(source, { strictness: "strict", cache });
    expect(second).toMatchObject({ kind: "built", cached: true });
    if (second.kind === "built") expect(second.seconds).toBeLessThan(0.05);
    expect(await run(say)).toMatchObject({ kind: "ran", status: 0, seconds: [41e-9] });
  });

  it("keeps strict and relaxed builds apart, and leaves nothing half built", async () => {
    const builds = [
      await gxx.compile(programOf(say), { strictness: "strict", cache }),
      await gxx.compile(programOf(say), { strictness: "relaxed", cache }),
    ];
    expect(new Set(builds.map((b) => (b.kind === "built" ? b.hash : b.kind))).size).toBe(2);
    expect(readdirSync(cache).filter((name) => name.startsWith("building-"))).toEqual([]);
  });

  it("hands on what the compiler said", async () => {
    const failed = await gxx.compile("int main() { return missing; }", { strictness: "strict", cache });
    expect(failed.kind).toBe("compile-failed");
    if (failed.kind === "compile-failed") expect(failed.output).toContain("missing");
  });

  it("does not take a file from the cache that others could have written", async () => {
    const source = programOf(`${say} return 0;`);
    const built = await gxx.compile(source, { strictness: "strict", cache });
    if (built.kind !== "built") throw new Error(built.kind);
    rmSync(built.path);
    writeFileSync(built.path, "#!/bin/sh\necho replaced\n", { mode: 0o777 });
    chmodSync(built.path, 0o777);
    expect(await gxx.compile(source, { strictness: "strict", cache })).toMatchObject({ kind: "built", cached: false });
  });

  it("tells of a compiler that is too old, and does not wait for one that hangs once it is cancelled", async () => {
    const fakes = join(cache, "fakes");
    mkdirSync(fakes);
    const fake = (name: string, script: string) =>
      writeFileSync(join(fakes, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const path = process.env["PATH"];
    process.env["PATH"] = `${fakes}:/usr/bin:/bin`;
    try {
      fake(
        "g++",
        `[ "$1" = --version ] && echo old 4.8 && exit 0; echo "error: unrecognized option '-std=c++17'" >&2; exit 1`,
      );
      fake("clang++", "exit 1");
      expect(await gxx.compile(programOf(say), { strictness: "strict", cache })).toMatchObject({
        kind: "toolchain-missing",
        reason: expect.stringContaining("g++ can't build a program with OpenMP in C++17: error: unrecognized option"),
      });
      fake("g++", "sleep 100 # now it hangs");
      const begin = performance.now();
      const signal = AbortSignal.timeout(500);
      expect(await gxx.compile(programOf(say), { strictness: "strict", cache, signal })).toEqual({ kind: "cancelled" });
      expect(performance.now() - begin).toBeLessThan(10_000);
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("says which compilers it looked for where there is none", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "";
    try {
      expect(await gxx.compile(programOf(say), { strictness: "strict", cache })).toMatchObject({
        kind: "toolchain-missing",
        install: expect.stringContaining("g++"),
      });
    } finally {
      process.env["PATH"] = path;
    }
  });
});

describe("a native run", () => {
  it("ends after its time", async () =>
    expect(await run("for (;;) sleep(1);", { timeoutSeconds: 0.3 })).toMatchObject({ kind: "timed-out" }));

  it("is cancelled with all that it started", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const marker = `${7_000_000 + process.pid}`;
    const result = await run(
      `if (fork() == 0) { execlp("sleep", "sleep", "${marker}", nullptr); } for (;;) sleep(1);`,
      { signal: controller.signal },
    );
    expect(result).toEqual({ kind: "cancelled" });
    const { execFileSync } = await import("node:child_process");
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(`sleep ${marker}`);
  });

  it("that crashes says by which signal", async () =>
    expect(await run("std::abort();")).toMatchObject({ kind: "killed", signal: "SIGABRT" }));
  it("that fails hands on its words", async () =>
    expect(await run('std::fprintf(stderr, "no such array"); return 3;')).toMatchObject({
      kind: "crashed",
      status: 3,
      output: "no such array",
    }));
  it("that floods its output is ended", async () =>
    expect(await run('for (;;) std::puts("again and again and again");')).toMatchObject({ kind: "output-flood" }));
  it("that prints no report is no result", async () =>
    expect(await run('std::puts("{}");')).toMatchObject({ kind: "crashed" }));

  it("sees no variable that is not on the list", async () => {
    process.env["DATAWRIGHT_SECRET"] = "token";
    try {
      expect(
        await run(
          'if (std::getenv("DATAWRIGHT_SECRET")) return 5; if (!std::getenv("OMP_NUM_THREADS")) return 6; return 7;',
        ),
      ).toMatchObject({ kind: "crashed", status: 7 });
    } finally {
      delete process.env["DATAWRIGHT_SECRET"];
    }
  });
});
