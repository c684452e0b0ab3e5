// How long a page's main thread was held up. A task's length is the processor time that it took, where the system tells
// it (Linux): on a machine that is shared, the clock also counts the work of others.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Page } from "@playwright/test";

export interface LongTask {
  /** Milliseconds since 1970, and how long it took by the clock. */
  readonly at: number;
  readonly wall: number;
  /** The processor time in it: no less than this, and hardly more where the samples are not held up themselves. */
  readonly busy: number;
}

/** Tasks may not be longer, in milliseconds. */
const longestTask = 250;

/** Milliseconds of work, as exactly as the samples tell. */
interface Work {
  readonly least: number;
  readonly most: number;
}

interface Sample {
  readonly at: number;
  readonly busy: number;
}

/** Samples the main threads of a browser's pages until it is stopped. */
class Sampler {
  readonly #worker: Worker;

  constructor(browser: number) {
    this.#worker = new Worker(new URL("./sampler.mjs", import.meta.url), { workerData: { browser } });
    this.#worker.unref();
  }

  /** From the first sample on. */
  async ready(): Promise<void> {
    await once(this.#worker, "message");
  }

  /** How much any page's main thread worked between two moments; where there are no samples, all the time. */
  async measure(): Promise<(from: number, to: number) => Work> {
    const answer = once(this.#worker, "message");
    this.#worker.postMessage("samples");
    const [threads] = (await answer) as [readonly (readonly Sample[])[]];
    return (from, to) => {
      const all = threads.flatMap((samples) => workedIn(samples, from, to) ?? []);
      if (all.length === 0) return { least: to - from, most: to - from };
      return { least: Math.max(...all.map(({ least }) => least)), most: Math.max(...all.map(({ most }) => most)) };
    };
  }

  stop(): void {
    void this.#worker.terminate();
  }
}

/** From the last sample before to the first one after: what lies outside may have been all work, or none. */
function workedIn(samples: readonly Sample[], from: number, to: number): Work | undefined {
  const before = samples.findLast(({ at }) => at <= from) ?? samples[0];
  const after = samples.find(({ at }) => at >= to) ?? samples.at(-1);
  if (before === undefined || after === undefined) return undefined;
  const work = after.busy - before.busy;
  const outside = Math.max(0, from - before.at) + Math.max(0, after.at - to);
  return { least: Math.max(0, work - outside), most: Math.min(to - from, work) };
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
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sampler = new Sampler(processInfo.find(({ type }) => type === "browser")?.id ?? 0);
  await sampler.ready();
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
      const worked = await sampler.measure();
      return seen
        .filter(({ at, wall }) => !own.some(({ from, to }) => at < to && at + wall > from))
        .map(({ at, wall }) => ({ at, wall, busy: worked(at, at + wall).least }));
    },
    slowdown: async () => {
      const from = Date.now();
      await byTheTest(() =>
        page.evaluate(() => {
          let state = 1;
          for (let i = 0; i < 5e7; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
          return state;
        }),
      );
      const to = Date.now();
      await settle();
      const worked = await sampler.measure();
      return Math.max(1, (to - from) / worked(from, to).most);
    },
  };
}
