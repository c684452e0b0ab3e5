// The content policy of the exported pages: every inline script by its hash, nothing else from anywhere else.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sha256 = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The frame that Python runs in, with a policy that lets it start one blob worker and nothing else. */
export function frameHtml(script) {
  const policy = `default-src 'none'; script-src ${sha256(script)} 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none'`;
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Python</title><script>${script}</script>`;
}

export function pagePolicy(inlineScripts) {
  const hashes = [...new Set(inlineScripts.map(sha256))].sort().join(" ");
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes} 'wasm-unsafe-eval' blob:`,
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "manifest-src 'self'",
  ].join("; ");
}

/** Writes the frame, and the policy into every page of the export. */
export function applyPolicy(out) {
  const script = readFileSync(join(out, "python/frame.js"), "utf8");
  writeFileSync(join(out, "python/frame.html"), frameHtml(script));
  const pages = readdirSync(out, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".html") && !name.startsWith("python/"));
  for (const page of pages) {
    const path = join(out, page);
    const html = readFileSync(path, "utf8").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
    const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
    const meta = `<meta http-equiv="Content-Security-Policy" content="${pagePolicy([...inline, script])}">`;
    writeFileSync(path, html.replace(/<head>/, `<head>${meta}`));
  }
  return pages.length;
}
