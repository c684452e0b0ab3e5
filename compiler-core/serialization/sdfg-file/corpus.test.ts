// Graphs that DaCe wrote, of both dialects, from the folder that DATAWRIGHT_SDFG_CORPUS names.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readSdfgFile, sameData, writeSdfgFile } from "./index.ts";

const folder = process.env["DATAWRIGHT_SDFG_CORPUS"];
const files =
  folder === undefined
    ? []
    : readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.sdfgz?(\.gz)?$/.test(name))
        .sort();
const reason = folder === undefined ? "DATAWRIGHT_SDFG_CORPUS is not set" : "";

describe.skipIf(folder === undefined)(`graphs that DaCe wrote ${reason}`, () => {
  const bytesOf = (name: string) => readFileSync(`${folder}/${name}`);
  const jsonOf = (name: string): unknown => {
    const bytes = bytesOf(name);
    return JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8"));
  };

  it("are there", () => expect(files.length).toBeGreaterThan(0));

  it("open, and come back as they were", () => {
    const counts = { opened: 0, unchanged: 0, rewritten: 0 };
    const problems: string[] = [];
    for (const name of files) {
      const { value: sdfg, diagnostics } = readSdfgFile(bytesOf(name));
      if (sdfg === undefined) {
        problems.push(`${name}: ${diagnostics[0]?.message}`);
        continue;
      }
      counts.opened++;
      const original = jsonOf(name);
      if (sameData(JSON.parse(writeSdfgFile(sdfg).value ?? "null"), original)) counts.unchanged++;
      else problems.push(`${name} changed on its way`);
      // Every state gets another label: all of it is written anew, element by element, and the rest has to come out the same.
      const blocks = Object.entries(sdfg.blocks).map(
        ([id, b]) => [id, b.kind === "state" ? { ...b, label: `${b.label}_x` } : b] as const,
      );
      const touched = JSON.parse(writeSdfgFile({ ...sdfg, blocks: Object.fromEntries(blocks) }).value ?? "null");
      if (sameData(touched, relabelled(original))) counts.rewritten++;
      else problems.push(`${name} changed elsewhere too`);
    }
    console.log(
      `corpus: ${files.length} files, ${counts.opened} open, ${counts.unchanged} come back unchanged, ${counts.rewritten} come back with only what was changed`,
    );
    expect(problems).toEqual([]);
  }, 120_000);
});

/** What the file should be: its states' labels with `_x`, and without what tells of its past. */
function relabelled(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(relabelled);
  const { nodes, branches, attributes, ...rest } = json as {
    type?: string;
    label?: string;
    nodes?: unknown;
    branches?: unknown;
    attributes?: Record<string, unknown>;
  };
  if (rest.type === "SDFGState") return { ...json, label: `${rest.label}_x` };
  const kept = Object.fromEntries(
    Object.entries(attributes ?? {}).filter(
      ([key]) => rest.type !== "SDFG" || !["hash", "orig_sdfg", "transformation_hist"].includes(key),
    ),
  );
  return {
    ...rest,
    ...(attributes && { attributes: kept }),
    ...(nodes !== undefined && { nodes: relabelled(nodes) }),
    ...(branches !== undefined && { branches: relabelled(branches) }),
  };
}
