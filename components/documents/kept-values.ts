// Small values kept between visits. Where the browser keeps nothing, they last as long as the page.
const prefix = "datawright.";

export function readKept(name: string): unknown {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined; // Storage is blocked, or holds something else: as on a first visit.
  }
}

/** False where it could not be kept. */
export function keep(name: string, value: unknown): boolean {
  try {
    if (value === undefined) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
    return true;
  } catch {
    return false; // Blocked or full: the caller decides whether that matters.
  }
}

/** Of this tab only: which document it shows. Survives a reload, not a new tab. */
export const tabValue = {
  read(name: string): string | undefined {
    try {
      return sessionStorage.getItem(prefix + name) ?? undefined;
    } catch {
      return undefined; // Storage is blocked.
    }
  },
  write(name: string, value: string): void {
    try {
      sessionStorage.setItem(prefix + name, value);
    } catch {
      // Storage is blocked: a reload begins with the last document kept anywhere.
    }
  },
};
