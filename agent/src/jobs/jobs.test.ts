// Jobs from submission to result, over a real socket: with the machine's compiler, and with a fake one where only the
// order of things matters.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auto } from "../../../compiler-core/autotune/index.ts";
import { countOf, judge, type NdArray, scalarArray, viewOf } from "../../../compiler-core/runtime/index.ts";
import { compiled, referenceOf, textOf } from "../../../compiler-core/testing/programs.ts";
import type { Answer, Json } from "../../protocol/index.ts";
import { type RunningAgent, startAgent } from "../agent.ts";
import { closeSockets, type PairedSocket, pairedSocket } from "../testing/dial.ts";
import { chunksOf, feed, follow, release, requestOf, sha256, submit } from "../testing/submit.ts";
import { jobMark } from "./confinement.ts";
import type { Engine } from "./engine.ts";
import { fakeEngine } from "./fake-engine.ts";

const cache = mkdtempSync(join(tmpdir(), "datawright-cache-"));
chmodSync(cache, 0o755);
const agents: RunningAgent[] = [];
const start = async (more: Partial<Parameters<typeof startAgent>[0]> = {}) => {
  const agent = await startAgent({ port: 0, studio: cache, cache, ...more });
  agents.push(agent);
  return agent;
};
let native: RunningAgent;
let hanging: RunningAgent;
beforeAll(async () => {
  native = await start();
  hanging = await start({ engine: fakeEngine("hang") });
});
afterAll(async () => {
  closeSockets();
  for (const agent of agents) await agent.close();
  rmSync(cache, { recursive: true, force: true });
});

const hdiff = textOf("hdiff");
const { sizes, inputs, outputs } = referenceOf("hdiff");
const small =
  "import numpy as np\n\ndef f(A, x):\n    A[:] = A + x\n\ndef initialize(N):\n    return np.zeros((N,)), 1.0\n";
const smallInputs = {
  A: { dtype: "float64", shape: [3], data: new Float64Array([1, 2, 3]) },
  x: scalarArray("float64", 1),
} as const;

async function run(
  page: PairedSocket,
  text: string,
  more: Parameters<typeof requestOf>[1],
  arrays: Readonly<Record<string, NdArray>>,
) {
  await release(page, text);
  const job = await submit(page, requestOf(text, more));
  const followed = follow(page, job);
  await feed(page, job, arrays);
  return { job, followed, end: await followed.end() };
}

async function outputOf(page: PairedSocket, job: string, name: string, like: NdArray): Promise<NdArray> {
  const answer = (await page.ask("output", { job, name, offset: 0 })) as Answer<{ total: number; bytes: Uint8Array }>;
  if (answer.kind === "failed") throw new Error(JSON.stringify(answer.failure));
  return { ...like, data: viewOf(like.dtype, new Uint8Array(answer.value.bytes).buffer, 0, countOf(like.shape)) };
}

describe("a job with the machine's compiler", () => {
  it("runs on arrays from the page, streams its stages, and gives what NumPy gives", async () => {
    const page = await pairedSocket(native);
    const { job, followed, end } = await run(page, hdiff, { sizes, inputs: chunksOf(inputs) }, inputs);
    expect(end).toMatchObject({
      kind: "finished",
      result: { kind: "finished", threads: 1, hashes: { program: sha256(hdiff) }, compiler: { cached: false } },
    });
    const stages = followed.events.flatMap((e) => (e.kind === "stage" ? [e.stage] : []));
    expect(stages).toEqual(["frontend", "toolchain", "inputs", "run"]);
    const name = "out_field";
    const expected = outputs[name] as NdArray;
    expect(judge({ [name]: await outputOf(page, job, name, expected) }, { [name]: expected })).toMatchObject({
      kind: "right",
    });
    const again = await run(page, hdiff, { sizes, inputs: chunksOf(inputs) }, inputs);
    expect(again.end).toMatchObject({ result: { compiler: { cached: true } } });
  });

  it("makes its inputs by the program's own initialize and is compared with NumPy, or says which Python is missing", async () => {
    const page = await pairedSocket(native);
    const { end } = await run(page, hdiff, { sizes, verify: true }, {});
    if (page.welcome.python === null)
      expect(end).toMatchObject({ kind: "failed", failure: { kind: "toolchain-missing", tool: "Python with NumPy" } });
    else
      expect(end).toMatchObject({
        kind: "finished",
        result: { kind: "finished", verdict: { kind: "right" }, numpy: expect.any(Array) },
      });
  });

  it("takes its types from the arrays where the program has no initialize", async () => {
    const page = await pairedSocket(native);
    const bare = small.slice(0, small.indexOf("def initialize"));
    const { job, end } = await run(page, bare, { inputs: chunksOf(smallInputs) }, smallInputs);
    expect(end).toMatchObject({ kind: "finished", result: { kind: "finished" } });
    expect((await outputOf(page, job, "A", smallInputs.A)).data).toEqual(new Float64Array([2, 3, 4]));
  });

  it("replays a recipe, and says which step does not apply", async () => {
    const page = await pairedSocket(native);
    const { steps } = auto(compiled("hdiff").sdfg, { text: hdiff, sizes });
    expect(steps.length).toBeGreaterThan(0);
    const more = {
      sizes,
      steps: steps as unknown as readonly Json[],
      inputs: chunksOf(inputs),
      strictness: "relaxed",
    } as const;
    const { job, end } = await run(page, hdiff, more, inputs);
    expect(end).toMatchObject({ kind: "finished", result: { kind: "finished" } });
    const expected = outputs["out_field"] as NdArray;
    expect(judge({ A: await outputOf(page, job, "out_field", expected) }, { A: expected })).toMatchObject({
      kind: "right",
    });
    const foreign = {
      ...more,
      steps: [{ ...(steps[0] as object), transformation: "NoSuchThing" }] as unknown as readonly Json[],
    };
    expect((await run(page, hdiff, foreign, inputs)).end).toMatchObject({
      failure: { kind: "refused", reason: expect.stringContaining("Step 1") },
    });
    expect((await run(page, hdiff, { ...more, steps: [{ command: "rm" }] }, inputs)).end).toMatchObject({
      failure: { kind: "refused" },
    });
  });

  it("says what is wrong with the program, its sizes and its arrays", async () => {
    const page = await pairedSocket(native);
    expect((await run(page, "def f(:\n", {}, {})).end).toMatchObject({
      failure: { kind: "program", diagnostics: [{ span: { line: 1 } }] },
    });
    expect((await run(page, hdiff, { sizes: {} }, {})).end).toMatchObject({
      failure: { kind: "refused", code: "missing-size" },
    });
    const narrow = { ...smallInputs, A: { dtype: "float32", shape: [3], data: new Float32Array(3) } } as const;
    expect((await run(page, small, { sizes: { N: 3 }, inputs: chunksOf(narrow) }, narrow)).end).toMatchObject({
      failure: { kind: "refused", code: "wrong-dtype" },
    });
  });

  it("takes a program full of a shell's metacharacters for text", async () => {
    const page = await pairedSocket(native);
    const canary = join(tmpdir(), `datawright-canary-${process.pid}`);
    const hostile = small
      .replace("def f", `# $(touch ${canary}) \`touch ${canary}\` ; touch ${canary} | "'\n\ndef f`)
      .replace("A + x", `A + x  # */ "; system("touch ${canary}");`);
    const { end } = await run(page, hostile, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }, smallInputs);
    expect(end).toMatchObject({ kind: "finished" });
    expect(existsSync(canary)).toBe(false);
  });

  it("dies with its page's socket, with everything that it started", async () => {
    const page = await pairedSocket(native);
    const endless =
      "import numpy as np\n\ndef f(A, x):\n    for t in range(1000000000000):\n        A[:] = A * 0.5 + x\n\ndef initialize(N):\n    return np.zeros((N,)), 1.0\n";
    await release(page, endless);
    const job = await submit(page, requestOf(endless, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }));
    const followed = follow(page, job);
    await feed(page, job, smallInputs);
    await followed.until((e) => e.kind === "stage" && e.stage === "run");
    await expect.poll(() => processesOf(job).length, { timeout: 5000 }).toBeGreaterThan(0);
    page.socket.disconnect();
    await expect.poll(() => processesOf(job).length, { timeout: 5000 }).toBe(0);
  });
});

function processesOf(job: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "latin1").includes(`${jobMark}=${job}\0`);
    } catch {
      return false; // It has ended.
    }
  });
}

describe("a job that was not released", () => {
  it("is refused, and so is another text under a released hash, and another tab's release", async () => {
    const [page, other] = [await pairedSocket(hanging), await pairedSocket(hanging)];
    const request = requestOf(small, { sizes: { N: 3 } });
    expect(await page.ask("submit", request)).toMatchObject({
      failure: { kind: "not-released", sha256: sha256(small) },
    });
    await release(other, small);
    expect(await page.ask("submit", request)).toMatchObject({ failure: { kind: "not-released" } });
    await release(page, small);
    const swapped = { ...request, program: { text: `${small}\nimport os\n`, sha256: sha256(small) } };
    expect(await page.ask("submit", swapped)).toMatchObject({
      failure: { kind: "bad-message", where: "message.program.sha256" },
    });
    const other2 = requestOf(`${small}\n`, { sizes: { N: 3 } });
    expect(await page.ask("submit", other2)).toMatchObject({ failure: { kind: "not-released" } });
  });
});

describe("the queue", () => {
  const waiting = async (page: PairedSocket) =>
    submit(page, requestOf(small, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }));

  it("runs one, lets a few wait, refuses more, and cancels what is asked", async () => {
    const page = await pairedSocket(hanging);
    await release(page, small);
    const first = await waiting(page);
    const running = follow(page, first);
    await feed(page, first, smallInputs);
    await running.until((e) => e.kind === "stage" && e.stage === "run");
    const second = await waiting(page);
    const queued = follow(page, second);
    await feed(page, second, smallInputs);
    expect(await queued.until((e) => e.kind === "queued")).toEqual({ kind: "queued", ahead: 1 });
    for (let i = 0; i < 3; i++) await waiting(page);
    await expect(waiting(page)).rejects.toThrow("busy");
    await page.ask("cancel", { job: second });
    expect(await queued.end()).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    await page.ask("cancel", { job: first });
    expect(await running.end()).toMatchObject({ kind: "failed", failure: { kind: "cancelled" } });
    page.socket.disconnect();
  });

  it("keeps a job to the page that asked for it", async () => {
    const [page, other] = [await pairedSocket(hanging), await pairedSocket(hanging)];
    await release(page, small);
    const job = await waiting(page);
    for (const [event, message] of [
      ["cancel", { job }],
      ["output", { job, name: "A", offset: 0 }],
      ["input", { job, name: "A", offset: 0, bytes: new Uint8Array(1) }],
    ] as const) {
      expect(await other.ask(event, message)).toMatchObject({ failure: { kind: "unknown-job" } });
    }
    page.socket.disconnect();
  });

  it("refuses arrays of a size that no number holds, and names that no file bears, and goes on", async () => {
    const page = await pairedSocket(hanging);
    await release(page, small);
    const arrays = (name: string, shape: readonly number[]) =>
      page.ask("submit", requestOf(small, { inputs: { kind: "chunks", arrays: [{ name, dtype: "float64", shape }] } }));
    expect(await arrays("A", [...Array<number>(31).fill(2 ** 40), 0])).toMatchObject({
      failure: { kind: "refused", code: "too-large" },
    });
    // More often than jobs may wait: none of them does.
    for (let i = 0; i < 6; i++)
      expect(await arrays("\u4e2d".repeat(100), [0])).toMatchObject({
        failure: { kind: "refused-access", reason: expect.stringContaining("ENAMETOOLONG") },
      });
    expect(await page.ask("machine", {})).toMatchObject({ kind: "done" });
  });

  it("takes pieces of arrays in order and no more than was announced", async () => {
    const page = await pairedSocket(hanging);
    await release(page, small);
    const job = await waiting(page);
    const piece = (offset: number, length: number) =>
      page.ask("input", { job, name: "A", offset, bytes: new Uint8Array(length) });
    expect(await piece(8, 8)).toMatchObject({ failure: { kind: "bad-message" } });
    expect(await piece(0, 25)).toMatchObject({ failure: { kind: "bad-message" } });
    expect(await piece(0, 16)).toMatchObject({ value: { received: 16 } });
    expect(await piece(0, 16)).toMatchObject({ failure: { kind: "bad-message" } });
    expect(await page.ask("input", { job, name: "other", offset: 0, bytes: new Uint8Array(1) })).toMatchObject({
      failure: { kind: "unknown-job" },
    });
    page.socket.disconnect();
  });
});

it("a running job's repeats are progress, and its own words are its log", async () => {
  const talking: Engine = {
    ...fakeEngine("none"),
    run: (artefact, built, request) => {
      request.onLog?.("run 1 of 2\nmine\nrun 2 of 2\n");
      return fakeEngine("none").run(artefact, built, request);
    },
  };
  const page = await pairedSocket(await start({ engine: talking }));
  const { followed } = await run(page, small, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }, smallInputs);
  expect(followed.events).toContainEqual({ kind: "progress", done: 2, of: 2, unit: "runs" });
  expect(followed.events).toContainEqual({ kind: "log", stream: "stderr", text: "mine\n" });
});

it("runs nothing where others may write what was built", async () => {
  const open = mkdtempSync(join(tmpdir(), "datawright-open-"));
  chmodSync(open, 0o777);
  const agent = await start({ cache: open });
  const page = await pairedSocket(agent);
  expect(page.welcome.jobs).toMatchObject({ kind: "off", reason: expect.stringContaining("others may write") });
  expect(await page.ask("submit", requestOf(small))).toMatchObject({ failure: { kind: "jobs-off" } });
  rmSync(open, { recursive: true });
});

it("a job that fills its folder is ended", async () => {
  const filling: Engine["run"] = async (_artefact, _built, { folder, signal }) => {
    for (let i = 0; signal?.aborted === false; i++) {
      writeFileSync(join(folder, `f${i}`), new Uint8Array(100_000));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return { kind: "cancelled" };
  };
  const agent = await start({ engine: { ...fakeEngine("none"), run: filling }, limits: { diskBytes: 5e6 } });
  const page = await pairedSocket(agent);
  const { end } = await run(page, small, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }, smallInputs);
  expect(end).toMatchObject({ kind: "failed", failure: { kind: "disk-full", limitBytes: 5e6 } });
});

describe("the fake engine", () => {
  const cases = [
    ["none", { kind: "finished", result: { kind: "finished" } }],
    ["compile-failed", { kind: "failed", failure: { kind: "compile-failed" } }],
    ["crash", { kind: "failed", failure: { kind: "killed", signal: "SIGSEGV" } }],
    ["no-compiler", { kind: "failed", failure: { kind: "toolchain-missing" } }],
  ] as const;
  it.each(cases)("fails as it is asked to: %s", async (fault, expected) => {
    const page = await pairedSocket(await start({ engine: fakeEngine(fault) }));
    const { job, end } = await run(page, small, { sizes: { N: 3 }, inputs: chunksOf(smallInputs) }, smallInputs);
    expect(end).toMatchObject(expected);
    if (fault === "none")
      expect((await outputOf(page, job, "A", smallInputs.A)).data).toEqual(new Float64Array([2, 3, 4]));
  });
});

it("says which port is taken", async () => {
  await expect(startAgent({ port: native.port, studio: cache, cache })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
