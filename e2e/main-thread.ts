// How long a page's main thread was held up. A task's length is the processor time that it took, where the system tells
// it (Linux): on a machine that is shared, the clock also counts the work of others.
import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";

export interface LongTask {
  /** Milliseconds since 1970, and how long it took by the clock. */
  readonly at: number;
  readonly wall: number;
  /** An upper bound of the processor time in it. */
  readonly busy: number;
}

/** Tasks may not be longer, in milliseconds. */
export const longestTask = 250;
const sampling = 20;

/** Processor time of a thread until now, in milliseconds; a process's first thread has the process's number. */
function busyOf(process: number): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/${process}/task/${process}/schedstat`, "utf8").split(" ");
    return Number(nanoseconds) / 1e6;
  } catch {
    // It has ended, or this system doesn't tell.
    return undefined;
  }
}

/** Samples the main threads of a browser's pages. */
class Sampler {
  readonly #samples = new Map<number, { readonly at: number; readonly busy: number }[]>();
  readonly #timers: NodeJS.Timeout[];

  constructor(session: CDPSession) {
    const find = async () => {
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      for (const { type, id } of processInfo)
        if (type === "renderer" && !this.#samples.has(id)) this.#samples.set(id, []);
    };
    // The session ends with the browser.
    const refresh = () => void find().catch(() => undefined);
    const sample = () => {
      const at = Date.now();
      for (const [id, samples] of this.#samples) {
        const busy = busyOf(id);
        if (busy !== undefined) samples.push({ at, busy });
      }
    };
    refresh();
    this.#timers = [setInterval(sample, sampling), setInterval(refresh, 10 * sampling)];
  }

  /** The most that any page's main thread worked between two moments; no more than there was time. */
  busyBetween(from: number, to: number): number {
    const most = Math.max(...[...this.#samples.values()].map((samples) => workedIn(samples, from, to)));
    return Math.min(to - from, most > 0 ? most : to - from);
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}

/** Between the last sample before and the first one after: never too little. */
function workedIn(samples: readonly { readonly at: number; readonly busy: number }[], from: number, to: number) {
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
  readonly stop: () => void;
}

/** To be called before the page goes anywhere. */
export async function watchMainThread(page: Page): Promise<MainThread> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("This page has no browser to ask.");
  const sampler = new Sampler(await browser.newBrowserCDPSession());
  const seen: { readonly at: number; readonly wall: number }[] = [];
  await page.exposeFunction("tellLongTask", (at: number, wall: number) => void seen.push({ at, wall }));
  await page.addInitScript(() => {
    const page = globalThis as unknown as { tellLongTask: (at: number, wall: number) => void };
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        page.tellLongTask(performance.timeOrigin + startTime, duration);
    }).observe({ type: "longtask", buffered: true });
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 3 * sampling));
  return {
    longTasks: async () => {
      await settle();
      return seen
        .filter(({ at, wall }) => !own.some(({ from, to }) => at < to && at + wall > from))
        .map(({ at, wall }) => ({ at, wall, busy: sampler.busyBetween(at, at + wall) }));
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
      return Math.max(1, (to - from) / sampler.busyBetween(from, to));
    },
    stop: () => sampler.stop(),
  };
}
