import { encodeLink } from "@datawright/compiler-core/serialization";
import type { StudioDocument } from "@/components/stores/document-slice";

/** The whole document as a link to this studio. */
export function shareLink(document: StudioDocument, sizes: Readonly<Record<string, number>>): string {
  const fragment = encodeLink({ format: 1, madeBy: "Datawright 0.1", program: { name: document.name, text: document.text }, sizes, steps: [] });
  return `${location.origin}${location.pathname}${fragment}`;
}
