// What can be wrong with an opened file. Thrown inside one reading, caught at the door only, so that readers stay plain.
import { type Diagnostic, noSpan } from "../../diagnostics/index.ts";

export type OpenCode =
  | "not-text"
  | "damaged-compression"
  | "file-too-large"
  | "not-json"
  | "nesting-too-deep"
  | "not-an-sdfg"
  | "no-version"
  | "missing-key"
  | "wrong-value"
  | "index-out-of-range"
  | "unusable-name"
  | "too-many-elements";

export class OpenProblem extends Error {
  readonly diagnostic: Diagnostic<OpenCode>;
  constructor(code: OpenCode, message: string) {
    super(message);
    this.diagnostic = { severity: "error", code, span: noSpan, message };
  }
}

export function stop(code: OpenCode, message: string): never {
  throw new OpenProblem(code, message);
}

/** A part that has no meaning here. Thrown inside one part, caught where the part is then carried as it is. */
export class Unreadable extends Error {}

export function cannotRead(reason: string): never {
  throw new Unreadable(reason);
}

export type Unread = { readonly unread: string };

export function isUnread<Value extends object>(value: Value | Unread): value is Unread {
  return "unread" in value;
}

/** What `read` gives, or why there is none. */
export function readable<Value extends object>(read: () => Value): Value | Unread {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return { unread: error.message };
    throw error;
  }
}
