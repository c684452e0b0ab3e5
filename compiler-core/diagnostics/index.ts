export type { Diagnostic } from "./diagnostic.ts";
export { formatDiagnostic } from "./diagnostic.ts";
export { CompilerBug, invariant, need } from "./invariant.ts";
export { done, failed, type Outcome } from "./outcome.ts";
export { type Refusal, refuse } from "./refusal.ts";
export { formatPosition, noSpan, type Span } from "./span.ts";
