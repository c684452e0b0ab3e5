/** "−38 %" with its word, or nothing where there is no prediction: never a number that no model gave. */
export function printChange(change: number | undefined): string {
  if (change === undefined) return "";
  const percent = Math.round(Math.abs(change) * 100);
  return `${change < 0 ? "−" : "+"}${percent < 1 ? "<1" : percent} %`;
}
