import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { openTemporaryFolder } from "./temporary-folder.ts";

const around = mkdtempSync(join(tmpdir(), "datawright-around-"));
afterAll(() => rmSync(around, { recursive: true, force: true }));

// Node 20 reads no TypeScript.
const module = join(around, "module.mjs");
buildSync({
  entryPoints: [fileURLToPath(new URL("temporary-folder.ts", import.meta.url))],
  outfile: module,
  platform: "node",
  format: "esm",
});
const fill = `
  import { writeFileSync } from "node:fs";
  import { openTemporaryFolder } from ${JSON.stringify(module)};
  const { path } = openTemporaryFolder("datawright-");
  writeFileSync(path + "/a.in", "much");
  console.log(path);
`;

describe("a temporary folder", () => {
  it("is gone when it is removed, whatever is in it", () => {
    const { path, remove } = openTemporaryFolder("datawright-");
    mkdirSync(join(path, "closed"), { mode: 0o500 });
    writeFileSync(join(path, "a.in"), "much");
    remove();
    expect(existsSync(path)).toBe(false);
  });

  it.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)(
    "goes with a process that %s ends in the middle of its work",
    async (signal) => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", `${fill} while (true);`], {
        env: { ...process.env, TMPDIR: around },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [path] = (await once(child.stdout, "data")) as [Buffer];
      expect(existsSync(join(path.toString().trim(), "a.in"))).toBe(true);
      child.kill(signal);
      await expect.poll(() => readdirSync(around), { timeout: 10_000 }).toEqual(["module.mjs"]);
    },
  );

  it("lets a process end that does not remove it, and goes with it", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", fill], {
      env: { ...process.env, TMPDIR: around },
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect.poll(() => readdirSync(around), { timeout: 10_000 }).toEqual(["module.mjs"]);
  });
});
