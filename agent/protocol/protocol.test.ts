import { describe, expect, it } from "vitest";
import { type Decoder, decode } from "./decode.ts";
import { greeting } from "./handshake.ts";
import type { JobFailure } from "./job-failure.ts";
import * as limits from "./limits.ts";
import { failure, jobEvent } from "./report.ts";
import { inputChunk, jobRequest, release } from "./request.ts";

const hash = "a".repeat(64);
const request = {
  program: { text: "def f(): pass", sha256: hash, entry: "f" },
  sizes: { N: 7 },
  steps: [{ transformation: "MapFusion", options: { depth: 1 } }],
  strictness: "strict",
  target: "cpp",
  threads: 2,
  repeat: 3,
  verify: true,
  inputs: { kind: "initialize" },
};

const refuses = (decoder: Decoder<unknown>, value: unknown, where: string) => {
  const result = decode(decoder, value);
  expect(result).toMatchObject({ ok: false });
  if (!result.ok) expect(result.where).toContain(where);
};

describe("a job request", () => {
  it("comes through as it is", () => expect(decode(jobRequest, request)).toEqual({ ok: true, value: request }));

  const metacharacters = [
    "; touch /tmp/x",
    "$(id)",
    "`id`",
    "a|b",
    "a&b",
    "a\nb",
    "--version",
    "@file",
    "../../etc/passwd",
    "/etc/passwd",
    "a\0b",
    "a b",
    "",
    "'",
    '"',
  ];
  it.each(metacharacters)("refuses %j wherever it takes a name", (name) => {
    refuses(jobRequest, { ...request, program: { ...request.program, entry: name } }, "entry");
    refuses(jobRequest, { ...request, sizes: { [name]: 1 } }, "sizes");
    refuses(jobRequest, { ...request, target: name }, "target");
    refuses(jobRequest, { ...request, strictness: name }, "strictness");
    refuses(jobRequest, { ...request, program: { ...request.program, sha256: name } }, "sha256");
    refuses(
      jobRequest,
      { ...request, inputs: { kind: "chunks", arrays: [{ name, dtype: "float64", shape: [] }] } },
      "name",
    );
    refuses(
      jobRequest,
      { ...request, inputs: { kind: "chunks", arrays: [{ name: "A", dtype: name, shape: [] }] } },
      "dtype",
    );
    refuses(inputChunk, { job: name, name: "A", offset: 0, bytes: new Uint8Array(1) }, "job");
    refuses(release, { sha256: hash, provenance: name }, "provenance");
  });

  it.each(["command", "flags", "compiler", "environment", "__proto__x"])("has no field %s", (field) =>
    refuses(jobRequest, { ...request, [field]: "-O3" }, "message"),
  );

  it("takes nothing over from a prototype, and plants none", () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": 1}, "N": 7}') as unknown;
    refuses(jobRequest, { ...request, sizes: hostile }, "sizes");
    refuses(jobRequest, { ...request, steps: [hostile] }, "steps");
    refuses(jobRequest, Object.create(request), "message");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each([Number.NaN, -1, 1.5, 2 ** 53, "7", null, [7], { valueOf: 7 }])("refuses %j as a size", (size) =>
    refuses(jobRequest, { ...request, sizes: { N: size } }, "sizes"),
  );

  it("bounds length, steps, depth and count", () => {
    refuses(
      jobRequest,
      { ...request, program: { ...request.program, text: "x".repeat(limits.programCharacters + 1) } },
      "text",
    );
    refuses(jobRequest, { ...request, steps: Array(501).fill(1) }, "steps");
    let deep: unknown = 1;
    for (let i = 0; i < 33; i++) deep = [deep];
    refuses(jobRequest, { ...request, steps: [deep] }, "steps");
    refuses(jobRequest, { ...request, steps: [Array(60_000).fill(0)] }, "steps");
    refuses(
      inputChunk,
      { job: `j${"0".repeat(16)}`, name: "A", offset: 0, bytes: new Uint8Array(limits.chunkBytes + 1) },
      "bytes",
    );
  });

  it("is deep enough to overflow a stack, and is still only refused", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    refuses(jobRequest, { ...request, steps: [deep] }, "steps");
  });
});

it("a greeting holds one well-formed secret", () => {
  refuses(greeting, { protocol: 1, kind: "token", secret: "short" }, "secret");
  refuses(greeting, { protocol: 1, kind: "admin", secret: "A".repeat(43) }, "kind");
  refuses(greeting, undefined, "message");
  expect(decode(greeting, { protocol: 1, kind: "token", secret: "A".repeat(43) }).ok).toBe(true);
});

it("every failure of a job can be sent", () => {
  const failures: readonly JobFailure[] = [
    { kind: "toolchain-missing", tool: "g++", reason: "not here", install: "apt-get install g++" },
    { kind: "compile-failed", tool: "g++", status: undefined, output: "" },
    { kind: "timed-out", what: "the program", seconds: 1, output: "" },
    { kind: "killed", what: "the program", signal: "SIGSEGV", output: "" },
    { kind: "crashed", what: "the program", status: 3, output: "" },
    { kind: "out-of-memory", what: "the program", bytes: 1 },
    { kind: "output-flood", what: "the program", limitBytes: 1 },
    { kind: "cancelled" },
    { kind: "refused-access", reason: "not yours" },
  ];
  for (const each of failures) expect(decode(failure, JSON.parse(JSON.stringify(each)))).toMatchObject({ ok: true });
  expect(decode(jobEvent, { kind: "failed", failure: { kind: "cancelled" } })).toMatchObject({ ok: true });
});
