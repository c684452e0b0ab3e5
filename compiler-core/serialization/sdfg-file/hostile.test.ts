// Damaged and hostile files: each gets a clear, typed answer, quickly, and nothing is thrown.
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { validate } from "../../validation/index.ts";
import { type OpenCode, readSdfgFile, writeSdfgFile } from "./index.ts";

const state = (nodes: unknown[] = [], edges: unknown[] = []) => ({
  type: "SDFGState",
  label: "s",
  id: 0,
  nodes,
  edges,
  attributes: {},
});
const access = (data: string) => ({ type: "AccessNode", label: data, attributes: { data } });
const edge = (src: unknown, dst: unknown, memlet: object = {}) => ({
  type: "MultiConnectorEdge",
  src,
  dst,
  src_connector: null,
  dst_connector: null,
  attributes: { data: { type: "Memlet", attributes: memlet } },
});
const array = { type: "Array", attributes: { dtype: "float64", shape: ["N"] } };
const range = (start: string, end: string) => ({ type: "Range", ranges: [{ start, end, step: "1", tile: "1" }] });

function graph(change: object = {}, attributes: object = {}): Record<string, unknown> {
  return {
    type: "SDFG",
    dace_version: "1.0.0",
    label: "g",
    attributes: { name: "g", symbols: { N: "int64" }, _arrays: { A: array }, ...attributes },
    nodes: [state([access("A")])],
    edges: [],
    start_block: 0,
    ...change,
  };
}

const map = {
  type: "MapEntry",
  label: "m",
  attributes: { label: "m", params: ["i"], range: range("0", "N - 1") },
  scope_exit: "1",
};
const exit = { type: "MapExit", label: "m", attributes: {}, scope_entry: "0" };

function check(name: string, content: Uint8Array | string | object, code: OpenCode): void {
  it(name, () => {
    const start = performance.now();
    const { value, diagnostics } = readSdfgFile(
      typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    expect(diagnostics[0]?.message.length).toBeGreaterThan(20);
    expect(performance.now() - start).toBeLessThan(5000);
  });
}

describe("a file that is not opened", () => {
  const whole = JSON.stringify(graph());
  const zipped = gzipSync(whole);
  check("is empty", "", "not-json");
  check("is cut off", whole.slice(0, -40), "not-json");
  check("is cut off while compressed", zipped.subarray(0, zipped.length - 30), "damaged-compression");
  check("lacks the end of its compression", zipped.subarray(0, zipped.length - 5), "damaged-compression");
  check(
    "has one flipped byte",
    Uint8Array.from(zipped, (b, i) => (i === 20 ? b ^ 0xff : b)),
    "damaged-compression",
  );
  check("is a bomb", gzipSync(Buffer.alloc(200_000_000)), "file-too-large");
  check("is not UTF-8", Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]), "not-text");
  check("is not JSON", "def f(): pass", "not-json");
  check("is a list", "[1, 2]", "wrong-value");
  check("is a megabyte of brackets", "[".repeat(1_000_000), "nesting-too-deep");
  check("is a megabyte of objects", '{"a":'.repeat(200_000), "nesting-too-deep");
  check("is another kind of document", { type: "Recipe" }, "not-an-sdfg");
  check("has no version", { ...graph(), dace_version: undefined }, "no-version");
  check("has no nodes", { ...graph(), nodes: undefined }, "missing-key");
  check("has nodes that are no list", { ...graph(), nodes: { length: 3 } }, "wrong-value");
  check(
    "names a container after the prototype",
    `{"type":"SDFG","dace_version":"1.0.0","attributes":{"name":"g","_arrays":{"__proto__":${JSON.stringify(array)}}},"nodes":[],"edges":[]}`,
    "unusable-name",
  );
  check("names a container after what objects have", graph({}, { _arrays: { constructor: array } }), "unusable-name");
  check("reads what objects have", graph({ nodes: [state([access("toString")])] }), "unusable-name");
  check("has an edge from nowhere", graph({ nodes: [state([access("A")], [edge("0", "7")])] }), "index-out-of-range");
  check(
    "has an edge with a negative end",
    graph({ nodes: [state([access("A")], [edge("-1", "0")])] }),
    "index-out-of-range",
  );
  check(
    "has an edge with a fraction",
    graph({ nodes: [state([access("A")], [edge(0.5, "0")])] }),
    "index-out-of-range",
  );
  check("begins behind its end", graph({ start_block: 5 }), "index-out-of-range");
  check(
    "has an interstate edge from nowhere",
    graph({
      edges: [{ type: "Edge", src: "0", dst: "9", attributes: { data: { type: "InterstateEdge", attributes: {} } } }],
    }),
    "index-out-of-range",
  );
  check("has a map that ends nowhere", graph({ nodes: [state([{ ...map, scope_exit: "4" }])] }), "index-out-of-range");
  check("has a map without an exit", graph({ nodes: [state([map, access("A")])] }), "wrong-value");
  check("has an exit of an access node", graph({ nodes: [state([access("A"), exit])] }), "wrong-value");
  check(
    "has a map with too few ranges",
    graph({ nodes: [state([{ ...map, attributes: { ...map.attributes, params: ["i", "j"] } }, exit])] }),
    "wrong-value",
  );
  check(
    "has a range without a step",
    graph({
      nodes: [
        state(
          [access("A"), access("A")],
          [edge("0", "1", { data: "A", subset: { type: "Range", ranges: [{ start: "0", end: "1", tile: "1" }] } })],
        ),
      ],
    }),
    "missing-key",
  );
});

describe("a file that is opened and wrong", () => {
  const codes = (json: object) => {
    const { value, diagnostics } = readSdfgFile(JSON.stringify(json));
    expect(diagnostics).toEqual([]);
    return value === undefined
      ? []
      : [
          ...new Set(
            validate(value)
              .filter((p) => p.severity === "error")
              .map((p) => p.code),
          ),
        ];
  };
  const joined = (memlet: object) => graph({ nodes: [state([access("A"), access("A")], [edge("0", "1", memlet)])] });

  it("is valid where nothing is wrong", () =>
    expect(codes(joined({ data: "A", subset: range("0", "N - 1"), other_subset: range("0", "N - 1") }))).toEqual([]));
  it("goes in a circle", () =>
    expect(codes(graph({ nodes: [state([access("A"), access("A")], [edge("0", "1"), edge("1", "0")])] }))).toEqual([
      "state-cycle",
    ]));
  it("reads a container that is not there", () =>
    expect(codes(graph({ nodes: [state([access("B"), access("A")], [edge("0", "1")])] }))).toEqual([
      "unknown-container",
    ]));
  it("names a symbol that is not there", () =>
    expect(codes(joined({ data: "A", subset: range("0", "K") }))).toEqual(["unknown-symbol"]));
  it("has a dimension too many", () =>
    expect(
      codes(
        joined({
          data: "A",
          subset: { type: "Range", ranges: [...range("0", "1").ranges, ...range("0", "1").ranges] },
        }),
      ),
    ).toEqual(["wrong-dimensions"]));
  it("ends behind the last element", () =>
    expect(codes(joined({ data: "A", subset: range("N", "N") }))).toEqual(["out-of-bounds"]));
  it("begins before the first element", () =>
    expect(codes(joined({ data: "A", subset: range("-1", "-1") }))).toEqual(["out-of-bounds"]));
  it("enters a scope beside its entry", () => {
    const nodes = [map, exit, access("A"), access("A")];
    expect(codes(graph({ nodes: [state(nodes, [edge("0", "2"), edge("2", "1"), edge("3", "2")])] }))).toEqual([
      "crossed-scopes",
    ]);
  });
  it("leads in two directions at once", () => {
    const always = (dst: string) => ({
      type: "Edge",
      src: "0",
      dst,
      attributes: { data: { type: "InterstateEdge", attributes: {} } },
    });
    expect(codes(graph({ nodes: [state(), state(), state()], edges: [always("1"), always("2")] }))).toEqual([
      "several-ways",
    ]);
  });
});

describe("numbers and expressions that are too much", () => {
  const shapes = [
    "(a+b+c+d)**16",
    `${"(".repeat(5000)}N`,
    "9".repeat(400),
    "9007199254740991*9007199254740991",
    `N${"*N".repeat(3000)}`,
    `min(${Array(5000).fill("N").join(",")})`,
    `${"-".repeat(9000)}N`,
    "N/0",
    "N//0",
    "N%0",
    "int_floor(1, 0)",
    "symbol(",
    "$",
    "A[i]",
    "1e999",
  ];
  it.each(shapes.map((text) => [text.slice(0, 40), text]))("%s is carried unread", (_, text = "") => {
    const json = graph({}, { _arrays: { A: { type: "Array", attributes: { shape: [text.slice(0, 20_000)] } } } });
    const { value } = readSdfgFile(JSON.stringify(json));
    expect(value?.containers["A"]?.kind).toBe("foreign");
    expect(value && validate(value).filter((p) => p.severity === "error")).toEqual([]);
    expect(JSON.parse(writeSdfgFile(value as NonNullable<typeof value>).value ?? "")).toEqual(json);
  });
  it("large exact numbers are proved nothing about", () => {
    const json = graph({
      nodes: [
        state(
          [access("A"), access("A")],
          [edge("0", "1", { data: "A", subset: range("30000000000*N*N*N*N", "30000000000*N*N*N*N") })],
        ),
      ],
    });
    const { value } = readSdfgFile(JSON.stringify(json));
    expect(value && validate(value)).toEqual([]);
  });
});
