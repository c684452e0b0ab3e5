// A program's sizes, by name.
export type Sizes = Readonly<Record<string, number>>;

export function sameSizes(a: Sizes, b: Sizes): boolean {
  return Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);
}

/** `N=100 M=20`. */
export function printSizes(sizes: Sizes, between = " "): string {
  return Object.entries(sizes)
    .map(([name, size]) => `${name}=${size}`)
    .join(between);
}
