// The README's library example, run as it stands there.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as core from "./index.ts";

it("the README's example does what it says", async () => {
  const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const body = code.replace(/^import .*\n/m, "").replace(/console\.log\((.*)\);.*\n/, "return $1;\n");
  const names = Object.keys(core);
  const run = new Function(...names, `return (async () => {${body}})();`) as (
    ...values: unknown[]
  ) => Promise<Float64Array>;
  expect([...(await run(...Object.values(core)))]).toEqual([2, 4, 6]);
});
