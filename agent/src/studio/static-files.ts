// Serves the exported studio: files of one folder, isolated, never from outside it.
import { createReadStream, realpathSync, type Stats, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".txt": "text/plain; charset=utf-8",
  ".py": "text/plain; charset=utf-8",
  ".zip": "application/zip",
  ".whl": "application/zip",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
};

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy": "frame-ancestors 'none'",
};

export interface StaticOptions {
  readonly folder: string;
  /** Left out, the studio is served as a plain host would: without the headers that isolate it. */
  readonly isolated: boolean;
  /** The path under which the folder appears, "/" or "/some/where/". */
  readonly under: string;
}

/** Answers GET and HEAD for files of the folder; everything else is 404 or 405. */
export function serveStatic(options: StaticOptions, request: IncomingMessage, response: ServerResponse): void {
  const headers = options.isolated ? isolation : { "X-Content-Type-Options": "nosniff" };
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...headers, Allow: "GET, HEAD" }).end();
    return;
  }
  const found = findFile(options, request.url ?? "/");
  if (found === undefined) {
    response.writeHead(404, { ...headers, "Content-Type": "text/plain; charset=utf-8" }).end("Not found\n");
    return;
  }
  const immutable = found.path.includes(`${sep}_next${sep}static${sep}`);
  response.writeHead(200, {
    ...headers,
    "Content-Type": types[extname(found.path)] ?? "application/octet-stream",
    "Content-Length": found.stats.size,
    "Cache-Control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const stream = createReadStream(found.path);
  stream.on("error", () => response.destroy());
  stream.pipe(response);
}

function findFile(
  { folder, under }: StaticOptions,
  url: string,
): { readonly path: string; readonly stats: Stats } | undefined {
  let path: string;
  try {
    path = decodeURIComponent(url.split(/[?#]/)[0] ?? "/");
  } catch {
    return undefined; // Not a valid percent-encoding: no file has such a name.
  }
  if (!path.startsWith(under) || path.includes("\0")) return undefined;
  const inside = normalize(path.slice(under.length));
  const full = resolve(folder, inside);
  if (full !== resolve(folder) && !full.startsWith(resolve(folder) + sep)) return undefined;
  for (const candidate of [full, join(full, "index.html"), `${full}.html`]) {
    const stats = statsOf(candidate);
    if (stats?.isFile() && isInside(folder, candidate)) return { path: candidate, stats };
  }
  return undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // Not there, below a file, or longer than a name may be: the stranger who asks gets no error of ours.
  }
}

/** A link may stand in the folder, and may not lead out of it. */
function isInside(folder: string, path: string): boolean {
  return realpathSync(path).startsWith(realpathSync(folder) + sep);
}
