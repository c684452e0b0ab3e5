// How long a page's main thread was held up. A task's length is the processor time that it took, where the system tells
// it (Linux): on a machine that is shared, the clock also counts the work of others.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { CDPSession, Page } from "@playwright/test";

export interface LongTask {
  /** Milliseconds since 1970, and how long it took by the clock. */
  readonly at: number;
  readonly wall: number;
  /** An upper bound of the processor time in it. */
  readonly busy: number;
}

/** Tasks may not be longer, in milliseconds. */
const longestTask = 250;

interface Sample {
  readonly at: number;
  readonly busy: number;
}

/** Samples the main threads of a browser's pages until it is stopped. */
class Sampler {
  readonly #worker = new Worker(new URL("./sampler.mjs", import.meta.url));
  readonly #search: NodeJS.Timeout;

  constructor(session: CDPSession) {
    this.#worker.unref();
    const find = async () => {
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      this.#worker.postMessage({ watch: processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id) });
    };
    // The session ends with the browser.
    const search = () => void find().catch(() => undefined);
    search();
    this.#search = setInterval(search, 200);
    this.#search.unref();
  }

  /** The most that any page's main thread worked between two moments; no more than there was time. */
  async measure(): Promise<(from: number, to: number) => number> {
    const answer = once(this.#worker, "message");
    this.#worker.postMessage({ ask: "samples" });
    const [threads] = (await answer) as [readonly (readonly Sample[])[]];
    return (from, to) => {
      const most = Math.max(...threads.map((samples) => workedIn(samples, from, to)));
      return Math.min(to - from, most > 0 ? most : to - from);
    };
  }

  stop(): void {
    clearInterval(this.#search);
    void this.#worker.terminate();
  }
}

/** Between the last sample before and the first one after: never too little. */
function workedIn(samples: readonly Sample[], from: number, to: number): number {
  const before = samples.findLast(({ at }) => at <= from)?.busy ?? 0;
  const after = samples.find(({ at }) => at >= to) ?? samples.at(-1);
  return after === undefined ? 0 : after.busy - before;
}

/** What the test itself does in the page is not the page's. */
const own: { readonly from: number; to: number }[] = [];

/** Work in the page that belongs to the test, such as a search for problems of accessibility. */
export async function byTheTest<Result>(work: () => Promise<Result>): Promise<Result> {
  const span = { from: Date.now(), to: Number.POSITIVE_INFINITY };
  own.push(span);
  try {
    return await work();
  } finally {
    span.to = Date.now();
  }
}

export interface MainThread {
  /** The tasks so far that held the page up, over all its navigations. */
  readonly longTasks: () => Promise<readonly LongTask[]>;
  /** How many times slower than alone this machine works at the moment, for a thread of the page; at least 1. */
  readonly slowdown: () => Promise<number>;
}

/** The tasks that were too long, in words. */
export async function heldUp(page: MainThread): Promise<readonly string[]> {
  const tooLong = (await page.longTasks()).filter(({ busy }) => busy > longestTask);
  return tooLong.map(({ busy }) => `a task of ${busy.toFixed(0)} ms where ${longestTask} are allowed`);
}

const watched = new WeakMap<Page, Promise<MainThread>>();

/** To be called before the page goes anywhere. */
export function watchMainThread(page: Page): Promise<MainThread> {
  const known = watched.get(page) ?? observe(page);
  watched.set(page, known);
  return known;
}

async function observe(page: Page): Promise<MainThread> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("This page has no browser to ask.");
  const sampler = new Sampler(await browser.newBrowserCDPSession());
  page.once("close", () => sampler.stop());
  const seen: { readonly at: number; readonly wall: number }[] = [];
  await page.exposeFunction("tellLongTask", (at: number, wall: number) => void seen.push({ at, wall }));
  await page.addInitScript(() => {
    const page = globalThis as unknown as { tellLongTask: (at: number, wall: number) => void };
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        page.tellLongTask(performance.timeOrigin + startTime, duration);
    }).observe({ type: "longtask", buffered: true });
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
  return {
    longTasks: async () => {
      await settle();
      const busyBetween = await sampler.measure();
      return seen
        .filter(({ at, wall }) => !own.some(({ from, to }) => at < to && at + wall > from))
        .map(({ at, wall }) => ({ at, wall, busy: busyBetween(at, at + wall) }));
    },
    slowdown: async () => {
      const from = Date.now();
      await byTheTest(() =>
        page.evaluate(() => {
          let state = 1;
          for (let i = 0; i < 2e8; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
          return state;
        }),
      );
      const to = Date.now();
      await settle();
      const busyBetween = await sampler.measure();
      return Math.max(1, (to - from) / busyBetween(from, to));
    },
  };
}
