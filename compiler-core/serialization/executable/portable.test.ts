// Our own graphs through DaCe's portable dialect and back: they stay valid, and compute what they did.
import { describe, expect, it } from "vitest";
import { lowerProgram } from "../../compiler/index.ts";
import { interpret, judge } from "../../runtime/index.ts";
import type { Sdfg } from "../../sdfg/index.ts";
import { compiled, galleryNames, now, referenceOf } from "../../testing/programs.ts";
import { validate } from "../../validation/index.ts";
import { readSdfgFile, writeSdfgFile } from "../sdfg-file/index.ts";
import { executable } from "./index.ts";

describe.each(galleryNames)("%s", (name) => {
  const written = writeSdfgFile(compiled(name).sdfg);
  const opened = readSdfgFile(written.value ?? "");

  it("is written, as DaCe's plain states", () => {
    expect(written.diagnostics.filter((d) => d.severity === "error")).toEqual([]);
    const json = JSON.parse(written.value ?? "{}") as { dace_version: string; nodes: { type: string }[] };
    expect(json.dace_version).toBe("1.0.0");
    expect(new Set(json.nodes.map((n) => n.type))).toEqual(new Set(["SDFGState"]));
  });

  it("is valid when it is opened again, and nothing in it is foreign", () => {
    expect(opened.diagnostics).toEqual([]);
    expect(
      validate(opened.value as Sdfg)
        .filter((p) => p.severity === "error")
        .map((p) => p.message),
    ).toEqual([]);
    expect(written.value).not.toContain("$");
  });

  it("computes the same after the way there and back", () => {
    const graph = executable(opened.value as Sdfg);
    if ("kind" in graph) throw new Error(graph.reason);
    const { sizes, inputs, outputs } = referenceOf(name);
    const result = interpret(lowerProgram(graph), inputs, sizes, { now });
    if (result.kind !== "finished") throw new Error(JSON.stringify(result));
    const verdict = judge(result.outputs, outputs);
    expect(verdict.kind === "right" ? "" : verdict.reason).toBe("");
  });
});
