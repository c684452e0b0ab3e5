export { converted, executable, type RunCode, refusals, refuseToRun } from "./executable/index.ts";
export { checkDocument, decodeLink, encodeLink, type LinkCode, linkPrefix, type SharedDocument } from "./link.ts";
export { type NpyArray, type NpzCode, readNpz, writeNpz } from "./npz.ts";
export { flattened, type OpenCode, readSdfgFile, sameData, type WriteCode, writeSdfgFile } from "./sdfg-file/index.ts";
