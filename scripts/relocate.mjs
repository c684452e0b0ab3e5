// Makes the export work from any folder of any host: its addresses become relative to the page, and the workers' to what
// the page's address turns out to be. Every replacement must be found, so that a new Next.js can't quietly undo this.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const edits = [
  {
    what: "the chunk loader's base",
    from: /TURBOPACK_CHUNK_BASE_PATH:"\/_next\/"/,
    to: 'TURBOPACK_CHUNK_BASE_PATH:"./_next/"',
  },
  // A worker's scripts are named by its maker, who knows the page's folder.
  {
    what: "the base that workers are given",
    from: /([\w$]+)=([\w$]+)\.b,(?=[\w$]+=\[[\w$]+\.map)/,
    to: "$1=new URL($2.b,globalThis.document?.baseURI??location.href).pathname,",
  },
];

const notFound = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not found · Datawright</title></head><body><p>There is nothing at this address.</p></body></html>\n`;

export function relocate(out) {
  const chunks = join(out, "_next/static/chunks");
  const scripts = readdirSync(chunks, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".js"));
  for (const { what, from, to } of edits) {
    let found = 0;
    for (const name of scripts) {
      const path = join(chunks, name);
      const text = readFileSync(path, "utf8");
      if (!from.test(text)) continue;
      writeFileSync(path, text.replace(from, to));
      found++;
    }
    if (found === 0) throw new Error(`The export can't be made relative: ${what} was not found in ${chunks}.`);
  }
  const page = join(out, "index.html");
  writeFileSync(page, readFileSync(page, "utf8").replaceAll('"/_next/', '"./_next/'));
  for (const name of ["404.html", "_not-found.html"]) writeFileSync(join(out, name), notFound);
  // The bundler leaves a raw copy of each worker's source beside the bundled one.
  const media = join(out, "_next/static/media");
  for (const name of readdirSync(media)) if (name.endsWith(".ts")) rmSync(join(media, name));
}
