// Whether a worker still lives. A browser may end one (for want of memory, say) without a word to the page; but it lets go
// of the worker's locks. So each worker holds one for as long as it lives, and the page waits for it. Where there are no
// locks (no secure origin, storage forbidden), nothing is noticed but what the browser tells.

/** The first message to a worker: which lock it is to hold. */
export interface HoldLock {
  readonly hold: string;
}

/** The worker's word that it holds it. */
export interface HeldLock {
  readonly held: string;
}

export const isHoldLock = (data: unknown): data is HoldLock =>
  typeof data === "object" && data !== null && "hold" in data;

export const isHeldLock = (data: unknown): data is HeldLock =>
  typeof data === "object" && data !== null && "held" in data;

const noLocks = () => navigator.locks === undefined;

/** In the page: asks the worker to hold a lock of its own. */
export function askForLife(worker: Worker): void {
  if (noLocks()) return;
  const hold = `datawright.worker.${crypto.getRandomValues(new Uint32Array(3)).join("-")}`;
  worker.postMessage({ hold } satisfies HoldLock);
}

/** In the worker: holds it until the end. */
export function holdForLife({ hold }: HoldLock): void {
  if (noLocks()) return;
  navigator.locks
    .request(hold, () => {
      self.postMessage({ held: hold } satisfies HeldLock);
      return new Promise<never>(() => undefined);
    })
    // Locks may be forbidden where storage is: then this worker is not watched.
    .catch(() => undefined);
}

/** In the page, once the lock is held: calls when it is let go; never once the signal is aborted. */
export function onceGone({ held }: HeldLock, signal: AbortSignal, gone: () => void): void {
  navigator.locks
    .request(held, { signal }, () => {
      if (!signal.aborted) gone();
    })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
}
