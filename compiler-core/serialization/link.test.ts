// Links as strangers write them: each ends in a document or in words, and never in an exception.
import { deflateSync, strToU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { decodeLink, encodeLink, linkPrefix, type SharedDocument } from "./link.ts";

const document: SharedDocument = {
  format: 1,
  madeBy: "a test",
  program: { name: "kernel", text: "def f(a):\n    return a\n" },
  sizes: { N: 5 },
  steps: [{ transformation: "MapFusion" }],
};
const linkOf = (json: string) =>
  linkPrefix + Buffer.from(deflateSync(strToU8(json), { level: 6 })).toString("base64url");
const withFields = (fields: string) => linkOf(`{"format":1,"program":{"name":"a","text":"b"},${fields}}`);

describe("a link", () => {
  it("holds what was put into it", () => expect(decodeLink(encodeLink(document)).value).toEqual(document));

  it("holds a graph as well, told apart from a program", () => {
    const graph = { ...document, program: { ...document.program, form: "graph" } } as const;
    expect(decodeLink(encodeLink(graph)).value).toEqual(graph);
  });

  it.each([
    ["a form that is none of ours", linkOf('{"format":1,"program":{"name":"a","text":"b","form":"x"}}'), "newer-link"],
    ["nothing", "", "not-a-link"],
    ["another version's prefix", "#v2=AAAA", "newer-link"],
    ["no text", linkPrefix, "damaged-link"],
    ["megabytes of letters", linkPrefix + "A".repeat(2_000_000), "damaged-link"],
    ["no JSON", linkOf("[1,"), "damaged-link"],
    ["a list", linkOf("[]"), "newer-link"],
    ["a parent of its own", linkOf('{"__proto__":{"format":1,"program":{"name":"a","text":"b"}}}'), "newer-link"],
    ["the format twice: the last counts", linkOf('{"format":1,"format":2,"program":{}}'), "newer-link"],
    ["no program", linkOf('{"format":1,"program":[]}'), "wrong-document"],
    ["a size that is no number", withFields('"sizes":{"N":"5"}'), "wrong-document"],
    ["a size by the name of every object's parent", withFields('"sizes":{"__proto__":5}'), "wrong-document"],
    ["too many steps", withFields(`"steps":[${"1,".repeat(500)}1]`), "wrong-document"],
    ["lists in lists", linkOf(`${"[".repeat(400_000)}${"]".repeat(400_000)}`), "wrong-document"],
    ["a very long list", linkOf(`[${"[],".repeat(300_000)}1]`), "newer-link"],
    ["two megabytes", linkOf(`"${"x".repeat(2_000_000)}"`), "link-too-large"],
  ])("with %s is refused", (_, link, code) => {
    const { value, diagnostics } = decodeLink(link);
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
  });

  it("that was cut or changed anywhere never throws", () => {
    const whole = encodeLink(document);
    for (let i = 0; i < whole.length; i++)
      for (const link of [whole.slice(0, i), `${whole.slice(0, i)}A${whole.slice(i + 1)}`]) {
        const { value, diagnostics } = decodeLink(link);
        expect([link, value === undefined]).toEqual([link, diagnostics.length > 0]);
      }
  });
});
