// Every graph that DaCe wrote is valid by our rules too.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSdfgFile } from "../serialization/index.ts";
import { validate } from "./index.ts";

const folder = process.env["DATAWRIGHT_SDFG_CORPUS"];
const reason = folder === undefined ? "DATAWRIGHT_SDFG_CORPUS is not set" : "";

describe.skipIf(folder === undefined)(`graphs that DaCe wrote ${reason}`, () => {
  it("are valid", () => {
    const files = readdirSync(folder ?? "", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.includes(".sdfg"),
    );
    const problems = files.flatMap((name) => {
      const sdfg = readSdfgFile(readFileSync(`${folder}/${name}`)).value;
      const errors =
        sdfg === undefined
          ? ["does not open"]
          : validate(sdfg)
              .filter((p) => p.severity === "error")
              .map((p) => p.message);
      return errors.length > 0 ? [`${name}: ${errors[0]}`] : [];
    });
    console.log(`corpus: ${files.length - problems.length} of ${files.length} files are valid`);
    expect(files.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  }, 120_000);
});
