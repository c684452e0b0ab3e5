// A document as the fragment of a link: JSON, deflated, base64url. No server sees a fragment. Whatever is decoded is
// hostile until it has been checked here.
import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import { noSpan, type Outcome } from "../diagnostics/index.ts";

export interface SharedDocument {
  readonly format: 1;
  readonly madeBy: string;
  readonly program: {
    readonly name: string;
    readonly text: string;
    readonly entry?: string;
    /** The text is a graph in DaCe's file format; left out, a Python program. */
    readonly form?: "graph";
  };
  readonly sizes: Readonly<Record<string, number>>;
  /** Recipe steps as they came: `checkRecipe` in recipes/ says whether they are some. */
  readonly steps: readonly unknown[];
}

export type LinkCode = "not-a-link" | "damaged-link" | "link-too-large" | "newer-link" | "wrong-document";

export const linkPrefix = "#v1=";
const largestText = 1_000_000;
const deepest = 32;
const mostSteps = 500;

export function encodeLink(document: SharedDocument): string {
  const bytes = deflateSync(strToU8(JSON.stringify(document)), { level: 9 });
  return linkPrefix + toBase64Url(bytes);
}

/** The document in a fragment, or what is wrong with it. */
export function decodeLink(fragment: string): Outcome<SharedDocument, LinkCode> {
  if (/^#v\d+=/.test(fragment) && !fragment.startsWith(linkPrefix))
    return problem(
      "newer-link",
      "This link was made by a newer Datawright. Reload the page, or ask for the recipe as a file.",
    );
  if (!fragment.startsWith(linkPrefix)) return problem("not-a-link", "This address holds no shared document.");
  const bytes = fromBase64Url(fragment.slice(linkPrefix.length));
  const text = bytes === undefined ? undefined : inflate(bytes);
  if (text === undefined)
    return problem(
      "damaged-link",
      "This link is damaged: part of it is missing or changed. Ask for it again, or for the recipe as a file.",
    );
  if (text === "too large")
    return problem("link-too-large", "What this link holds is larger than 1 MB. Nothing of it was opened.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem(
      "damaged-link",
      "This link is damaged: what it holds is not a document. Ask for it again, or for the recipe as a file.",
    );
  }
  return checkDocument(value);
}

function problem(code: LinkCode, message: string): Outcome<never, LinkCode> {
  return { value: undefined, diagnostics: [{ severity: "error", code, span: noSpan, message }] };
}

/** Takes only what a document has, by its own names; anything else in the value is left behind. */
export function checkDocument(value: unknown): Outcome<SharedDocument, LinkCode> {
  if (depthOf(value, deepest) > deepest)
    return problem("wrong-document", "This document is nested too deeply to be one of Datawright's.");
  const program = field(value, "program");
  const [name, text, entry] = [field(program, "name"), field(program, "text"), field(program, "entry")];
  const form = field(program, "form");
  const sizes = field(value, "sizes");
  if (field(value, "format") !== 1)
    return problem("newer-link", "This document has a format that this Datawright does not know.");
  if (form !== undefined && form !== "graph")
    return problem("newer-link", "This document holds a program of a form that this Datawright does not know.");
  if (
    typeof name !== "string" ||
    typeof text !== "string" ||
    (entry !== undefined && typeof entry !== "string") ||
    name.length > 200
  )
    return problem("wrong-document", "This document holds no program.");
  const numbers = typeof sizes === "object" && sizes !== null ? Object.entries(sizes) : [];
  if (numbers.length > 64 || numbers.some(([key, size]) => !isName(key) || !Number.isSafeInteger(size) || size < 0))
    return problem("wrong-document", "The sizes in this document are not whole numbers of at least 0.");
  const madeBy = field(value, "madeBy");
  const given = field(value, "steps");
  const steps: readonly unknown[] = Array.isArray(given) ? given : [];
  if (steps.length > mostSteps)
    return problem("wrong-document", `This document has ${steps.length} steps; ${mostSteps} are allowed.`);
  return {
    value: {
      format: 1,
      madeBy: typeof madeBy === "string" ? madeBy.slice(0, 100) : "unknown",
      program: { name, text, ...(entry !== undefined && { entry }), ...(form === "graph" && { form }) },
      sizes: Object.fromEntries(numbers),
      steps,
    },
    diagnostics: [],
  };
}

const isName = (text: string) => /^[A-Za-z_]\w{0,63}$/.test(text) && text !== "__proto__";

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function depthOf(value: unknown, limit: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (limit < 0) return 1;
  let most = 0;
  for (const inner of Object.values(value)) most = Math.max(most, depthOf(inner, limit - 1));
  return 1 + most;
}

/** Stops as soon as more than the limit has come out, however little went in. */
function inflate(bytes: Uint8Array): string | "too large" | undefined {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const stream = new Inflate((chunk, final) => {
    total += chunk.length;
    if (total <= largestText) chunks.push(chunk);
    ended ||= final;
  });
  try {
    for (let at = 0; at < bytes.length && total <= largestText; at += 4096)
      stream.push(bytes.subarray(at, at + 4096), at + 4096 >= bytes.length);
  } catch {
    return undefined;
  }
  if (total > largestText) return "too large";
  if (!ended) return undefined;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return strFromU8(whole);
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = Math.min(4, bytes.length - i + 1);
    for (let k = 0; k < letters; k++) text += alphabet[(bits >> (18 - 6 * k)) & 63];
  }
  return text;
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length === 0 || text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, count, at] = [0, 0, 0];
  for (const letter of text) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return bytes.subarray(0, at);
}
