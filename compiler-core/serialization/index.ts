export { checkDocument, decodeLink, encodeLink, type LinkCode, linkPrefix, type SharedDocument } from "./link.ts";
export { type NpyArray, type NpzCode, readNpz, writeNpz } from "./npz.ts";
