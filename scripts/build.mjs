// Builds out/: the studio as static files, with their content policy.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeLayouts } from "./layouts.mjs";
import { applyPolicy } from "./policy.mjs";
import { relocate } from "./relocate.mjs";
import { vendor } from "./vendor.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function build(say = console.log) {
  await vendor(say);
  say(`Layouts of ${await writeLayouts()} nesting levels of the gallery's graphs.`);
  rmSync(join(root, ".next/dev"), { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  relocate(join(root, "out"));
  say(`Content policy written into ${applyPolicy(join(root, "out"))} pages.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
