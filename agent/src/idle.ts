// An agent that nobody uses ends by itself, where that was asked for: no page is connected and no job runs.

export interface IdleWatch {
  /** Resolves when it was out of use for that long; never, where there is no such bound. */
  readonly over: Promise<void>;
  readonly stop: () => void;
}

export function watchIdle(minutes: number | undefined, isInUse: () => boolean): IdleWatch {
  if (minutes === undefined) return { over: new Promise(() => undefined), stop: () => undefined };
  const bound = minutes * 60_000;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setInterval(
      () => {
        if (isInUse()) since = performance.now();
        else if (performance.now() - since >= bound) resolve();
      },
      Math.min(30_000, bound / 4),
    );
  });
  return { over, stop: () => clearInterval(timer) };
}
