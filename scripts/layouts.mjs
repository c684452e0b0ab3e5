// Lays the gallery's graphs out once, so that the first picture of each needs no layout engine in the page, and the list of
// programs shows each one small.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function writeLayouts() {
  // Imported here, since set-up may only just have installed them.
  const { build } = await import("esbuild");
  const Elk = createRequire(import.meta.url)("elkjs/lib/elk.bundled.js");
  const outfile = join(root, ".cache/gallery-layouts.mjs");
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `export { gallery } from "./components/documents/gallery.gen.ts";
export { galleryLayouts } from "./components/graph-view/gallery-layouts.ts";
export { galleryPictures } from "./components/graph-view/gallery-pictures.ts";`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    tsconfig: "tsconfig.json",
    logLevel: "error",
  });
  const { gallery, galleryLayouts, galleryPictures } = await import(`${pathToFileURL(outfile)}?${Date.now()}`);
  const layouts = await galleryLayouts(gallery, () => new Elk());
  const pictures = await galleryPictures(gallery, () => new Elk());
  mkdirSync(join(root, "public/elk"), { recursive: true });
  writeFileSync(join(root, "public/elk/gallery-layouts.json"), JSON.stringify(layouts));
  writeFileSync(join(root, "public/elk/gallery-pictures.json"), JSON.stringify(pictures));
  return Object.keys(layouts).length;
}
