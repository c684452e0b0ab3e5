/** "It does not apply here", with a reason a person can act on. Never an error of theirs or ours. */
export interface Refusal {
  readonly kind: "refusal";
  readonly code: string;
  readonly reason: string;
  /** Graph elements the reason speaks of, to be lit up. */
  readonly elements: readonly string[];
}

export function refuse(code: string, reason: string, elements: readonly string[] = []): Refusal {
  return { kind: "refusal", code, reason, elements };
}
