// Builds out/: the studio as static files, with their content policy.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeLayouts } from "./layouts.mjs";
import { applyPolicy } from "./policy.mjs";
import { relocate } from "./relocate.mjs";
import { installDependencies, once, requireNode, root, run, setUp } from "./setup.mjs";
import { vendor } from "./vendor.mjs";

export async function build(say = console.log) {
  await vendor(say);
  say(`Layouts of ${await writeLayouts()} nesting levels of the gallery's graphs.`);
  rmSync(join(root, ".next/dev"), { recursive: true, force: true });
  run(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  relocate(join(root, "out"));
  say(`Content policy written into ${applyPolicy(join(root, "out"))} pages.`);
}

const studioSources = [
  "app",
  "components",
  "compiler-core",
  "agent/protocol",
  "gallery",
  "public",
  "scripts",
  "next.config.js",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.base.json",
];

/** Builds what is missing or stale. */
export async function buildStudio() {
  await once(
    "studio",
    studioSources,
    () => existsSync(join(root, "out/index.html")),
    async () => {
      console.log("Building the studio");
      await build();
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode();
  await setUp(async () => {
    await installDependencies();
    await build();
  });
}
