export { checkDocument, decodeLink, encodeLink, type LinkCode, linkPrefix, type SharedDocument } from "./link.ts";
