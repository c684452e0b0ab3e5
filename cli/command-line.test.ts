import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeRecipe } from "../compiler-core/recipes/index.ts";
import { encodeLink } from "../compiler-core/serialization/index.ts";
import { datawright, gallery, temporaryFolder } from "./testing.ts";

const folder = temporaryFolder();

function fileOf(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("usage errors", () => {
  it.each<[string[], string]>([
    [[], "no command"],
    [["polish"], "no command `polish`"],
    [["toString"], "no command `toString`"],
    [["run"], "FILE is missing"],
    [["run", gallery("hdiff"), "again"], "one word too many"],
    [["run", gallery("hdiff"), "--fast"], "--fast"],
    [["run", gallery("hdiff"), "--target", "cuda"], "--target takes wasm, cpp, interpreter"],
    [["run", gallery("hdiff"), "--repeat", "none"], "--repeat takes a whole number"],
    [["run", gallery("hdiff"), "--threads", "0"], "from 1 to 64"],
    [["run", gallery("hdiff"), "--threads", "5000", "--target", "cpp"], "from 1 to 1024"],
    [["run", gallery("hdiff"), "--inputs", "x.npz", "--preset", "S"], "brings its own sizes"],
    [["agent", "--port", "65536"], "from 0 to 65535"],
    [["agent", "--public-url", "https://user:word@host.example/"], "--public-url takes"],
    [["agent", "--public-url", "https://host.example/?a#b"], "--public-url takes"],
    [["run", gallery("hdiff"), "--preset", "XXL"], "it has T, S, M, L"],
    [["run", gallery("hdiff"), "--preset", "I=4,J=5"], "no value for K"],
    [["run", gallery("hdiff"), "--preset", "I=4,J=5,K=6,Q=1"], "no size Q"],
    [["run", gallery("hdiff"), "--preset", "I=4,J=5,K=-6"], "`K=-6` is not a size"],
    [["run", gallery("hdiff"), "--recipe", "/no/recipe.json"], "/no/recipe.json"],
    [["run", join(folder, "missing.py")], "no file"],
    [["compile", gallery("hdiff")], "--emit is missing"],
    [["compile", gallery("hdiff"), "--emit", "fortran"], "--emit takes"],
  ])("%j", async (args, words) => {
    const { status, out, err } = await datawright(args);
    expect(err).toContain(words);
    expect({ status, out }).toEqual({ status: 3, out: "" });
  });
});

describe("help", () => {
  it("tells of all commands, and of one in full", async () => {
    const { status, out } = await datawright(["--help"]);
    expect(status).toBe(0);
    for (const name of ["check", "compile", "transformations", "run", "open", "agent"]) {
      expect(out).toContain(`datawright ${name} `);
      const one = await datawright([name, "--help"]);
      expect(one).toEqual(await datawright(["help", name]));
      // Every option that is named in short is explained.
      const inShort = one.out.split("\n\n")[0]?.match(/--[a-z-]+/g) ?? [];
      for (const option of inShort) expect(one.out.match(new RegExp(`${option}\\b`, "g"))?.length).toBeGreaterThan(1);
    }
    expect(await datawright(["help", "polish"])).toMatchObject({ out });
  });
});

describe("--json", () => {
  const python =
    "import numpy as np\n\n\ndef f(a):\n    a[:] = a\n\n\ndef initialize(N):\n    return np.zeros(N - 5)\n";
  it.each<[string, string[], number, object]>([
    ["usage", ["check", "/missing.py"], 3, { message: expect.stringContaining("no file") }],
    ["usage", ["run", gallery("hdiff"), "--repeat", "x"], 3, { diagnostics: [] }],
    [
      "refused",
      ["check", fileOf("json.py", "def f(a)\n    return a\n")],
      2,
      {
        file: expect.stringContaining("json.py"),
        diagnostics: [{ severity: "error", code: "syntax-error", line: 1, column: 9, fix: null }],
      },
    ],
    ["refused", ["open", "#v1=AAAA"], 2, { message: expect.stringContaining("damaged") }],
    [
      "raised",
      ["run", fileOf("json-raised.py", python), "--preset", "N=3"],
      6,
      { raised: { type: "ValueError", message: expect.stringContaining("negative"), line: 9 } },
    ],
  ])("prints one document where it ends with %s: %j", async (failed, args, status, facts) => {
    const ended = await datawright([...args, "--json"]);
    expect(ended.status).toBe(status);
    expect(JSON.parse(ended.out)).toMatchObject({ failed, status, ...facts });
    expect(ended.err).toContain(JSON.parse(ended.out).message.split("\n")[0]);
  });
});

describe("a refused program", () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ["syntax.py", "def f(a)\n    return a\n", /syntax\.py:1:\d+: error: /],
    [
      "unsupported.py",
      "import numpy as np\n\n\ndef f(a):\n    with open('x') as g:\n        return a\n\n\ndef initialize(N):\n    return np.zeros(N)\n",
      /unsupported\.py:5:5: error: /,
    ],
    ["untyped.py", "def f(a):\n    return a\n", /untyped\.py:1:1: error: .*initialize/],
    ["latin.py", Uint8Array.of(0x23, 0xe9, 0x0a), /latin\.py:1:1: error: .*UTF-8/],
    ["empty.py", "", /empty\.py:1:\d+: error: /],
  ])("%s is told with its place", async (name, text, place) => {
    for (const command of ["check", "run"]) {
      const { status, err, out } = await datawright([command, fileOf(name, text)]);
      expect(err).toMatch(place);
      expect({ status, out }).toEqual({ status: 2, out: "" });
    }
  });

  it("names the entries it could be", async () => {
    const text = "def f(a):\n    return a\n\n\ndef g(a):\n    return a + 1\n\n\ndef initialize(N):\n    return 1.0\n";
    expect(await datawright(["check", fileOf("two.py", text)])).toMatchObject({
      status: 2,
      err: expect.stringContaining("f, g"),
    });
    expect(await datawright(["check", fileOf("two.py", text), "--entry", "g"])).toMatchObject({
      status: 0,
      out: expect.stringContaining("g(a: float64)"),
    });
  });
});

describe("check", () => {
  it("tells what a program takes and gives", async () => {
    expect(await datawright(["check", gallery("hdiff")])).toMatchObject({
      status: 0,
      out: expect.stringContaining("in_field: float64[I + 4, J + 4, K]"),
    });
    const { out } = await datawright(["check", gallery("softmax"), "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      entry: "softmax",
      presets: { T: expect.anything() },
      returns: [{ name: "__return" }],
    });
  });
});

describe("compile", () => {
  it.each([
    ["sdfg", '"type": "SDFG"'],
    ["loops", "for "],
    ["cpp", "int64_t hdiff("],
    ["wasm", "\0asm"],
  ])("--emit %s", async (form, words) => {
    const { status, out, err } = await datawright(["compile", gallery("hdiff"), "--emit", form, "--preset", "T"]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain(words);
  });

  it("writes to a file with -o", async () => {
    const path = join(folder, "hdiff.wasm");
    expect(await datawright(["compile", gallery("hdiff"), "--emit", "wasm", "--preset", "T", "-o", path])).toEqual({
      status: 0,
      out: "",
      err: "",
    });
    expect(WebAssembly.validate(readFileSync(path))).toBe(true);
    expect(
      await datawright(["compile", gallery("hdiff"), "--emit", "cpp", "-o", join(folder, "no", "where.cpp")]),
    ).toMatchObject({ status: 3 });
  });
});

describe("transformations", () => {
  it("tells what can be done where, and why not", async () => {
    const { status, out } = await datawright(["transformations", gallery("jacobi_2d")]);
    expect(status).toBe(0);
    expect(out).toMatch(/^MapFusion: .*\n {4}1 yes .*\(line 6\)/m);
    expect(out).toMatch(/^LoopToMap: .*\n {4}1 no .*\(line 5\): \S/m);
    const { out: json } = await datawright(["transformations", gallery("jacobi_2d"), "--json"]);
    const found = JSON.parse(json).find((t: { id: string }) => t.id === "LoopToMap");
    expect(found.matches).toContainEqual({
      at: { loop: { element: expect.any(String), label: expect.any(String), line: 5 } },
      refused: { code: expect.any(String), reason: expect.any(String) },
    });
  });
});

describe("open", () => {
  const document = {
    format: 1,
    madeBy: "a test",
    program: { name: "kernel\u001b[2J", text: "def f(a):\n    return a  # \u202e\n" },
    sizes: { N: 5 },
    steps: [],
  } as const;

  it("shows what a link of any host holds, with its control characters in words", async () => {
    const { status, out } = await datawright(["open", `https://studio.example/x/${encodeLink(document)}`]);
    expect(status).toBe(0);
    expect(out).toContain("def f(a):");
    expect(out).toContain("kernel\\u001b[2J");
    for (const hidden of ["\u001b", "\u202e"]) expect(out).not.toContain(hidden);
  });

  it("writes it to a folder", async () => {
    expect(await datawright(["open", encodeLink(document), "-o", join(folder, "opened")])).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, "opened/program.py"), "utf8")).toBe(document.program.text);
    expect(decodeRecipe(readFileSync(join(folder, "opened/recipe.json"), "utf8"))).toMatchObject({
      kind: "recipe",
      steps: [],
    });
  });

  it("writes a graph as one, and does not offer to run it", async () => {
    const graph = { ...document, program: { name: "a graph", text: "{}", form: "graph" } } as const;
    const { out } = await datawright(["open", encodeLink(graph), "-o", join(folder, "opened-graph")]);
    expect(readFileSync(join(folder, "opened-graph/graph.sdfg"), "utf8")).toBe("{}");
    expect(out).toContain("graph.sdfg opens in the studio");
    expect(out).not.toContain("datawright run");
  });

  it("refuses steps that are none", async () =>
    expect(await datawright(["open", encodeLink({ ...document, steps: [{ run: "rm" }] })])).toMatchObject({
      status: 2,
      out: "",
    }));
  it("stays JSON with --json", async () => {
    const { out } = await datawright(["open", encodeLink(document), "--json"]);
    expect(out).not.toContain("\u202e");
    expect(JSON.parse(out)).toEqual(document);
  });

  it("says what is wrong with a damaged one", async () =>
    expect(await datawright(["open", "https://studio.example/#v1=AAAA"])).toMatchObject({
      status: 2,
      err: expect.stringContaining("damaged"),
    }));
});
