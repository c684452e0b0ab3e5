/**
 * The result that tells how many rows another result has, where only the run knows: `return Z[Z > 0]`. The array has room for
 * the most that there can be.
 */
export const rowsOf = (result: string) => `${result}__rows`;
