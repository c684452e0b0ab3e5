// A graph as a file has it: in its own dialect and with everything that was not read, where it came from a file.
import {
  type Block,
  constant,
  type ElementId,
  type InterstateEdge,
  isInteger,
  mapOperands,
  type Scalar,
  type Sdfg,
} from "../../sdfg/index.ts";
import { constantOf, type Range } from "../../symbolic/index.ts";
import { codeText, exprCode } from "./code-text.ts";
import { field, isObject, type Json, type JsonObject, sameData } from "./json.ts";
import { ofSymbols } from "./kept.ts";
import { containerKey, interstateKey } from "./reading.ts";
import { containerJson } from "./write-parts.ts";
import { identifier, stateJson } from "./write-state.ts";
import { compact, overlaid, sourceOf, type Writing } from "./writing.ts";

/** Keys of a graph that tell of its past: wrong for a changed one. */
const stale = ["hash", "orig_sdfg", "transformation_hist"];

export function sdfgJson(
  writing: Writing,
  sdfg: Sdfg,
  source: JsonObject | undefined,
  base: Sdfg | undefined,
): JsonObject {
  if (
    source !== undefined &&
    base !== undefined &&
    sameData({ ...sdfg, file: undefined }, { ...base, file: undefined })
  )
    return source;
  const root = regionJson(writing, sdfg, sdfg.root, base);
  const attributes =
    source === undefined
      ? freshAttributes
      : Object.fromEntries(Object.entries(attributesOf(source)).filter(([key]) => !stale.includes(key)));
  const changed = {
    name: identifier(sdfg.name),
    arg_names:
      base !== undefined && sameData(base.argNames, sdfg.argNames)
        ? field(attributes, "arg_names")
        : sdfg.argNames.filter((name) => !sdfg.returns.includes(name)),
    _arrays: containersJson(writing, sdfg, base),
    symbols: symbolsJson(sdfg, base, attributes),
    ...(source === undefined && ofSymbols(writing, sdfg.symbols)),
  };
  return { ...root, type: "SDFG", attributes: { ...attributes, ...compact(changed) } };
}

const empty = { frame: { string_data: "", language: "CPP" } };
const freshAttributes: JsonObject = { constants_prop: {}, global_code: empty, init_code: empty, exit_code: empty };

function containersJson(writing: Writing, sdfg: Sdfg, base: Sdfg | undefined): JsonObject {
  const written = writtenIn(sdfg);
  const writtenBefore = base && writtenIn(base);
  return Object.fromEntries(
    Object.entries(sdfg.containers).map(([name, c]): [string, Json] => {
      const [source, was] = [sourceOf(writing, containerKey(sdfg.root, name)), base?.containers[name]];
      if (source !== undefined && was !== undefined && sameData(was, c)) return [name, source];
      if (c.kind === "foreign") writing.problems.set(`the container ${name}`, "lost-source");
      const byValue = (names: ReadonlySet<string>) => c.transient || !names.has(name);
      const mine = containerJson(writing, c, byValue(written));
      if (source === undefined || was === undefined || writtenBefore === undefined || was.kind !== c.kind)
        return [name, mine];
      return [name, overlaid(source, containerJson(writing, was, byValue(writtenBefore)), mine)];
    }),
  );
}

function writtenIn(sdfg: Sdfg): Set<string> {
  const written = new Set(sdfg.returns);
  for (const block of Object.values(sdfg.blocks)) {
    if (block.kind !== "state") continue;
    for (const e of block.edges) {
      const node = block.nodes[e.dst];
      if (node?.kind === "access") written.add(node.data);
    }
  }
  return written;
}

function symbolsJson(sdfg: Sdfg, base: Sdfg | undefined, attributes: JsonObject): JsonObject {
  const given = field(attributes, "symbols");
  return Object.fromEntries(
    Object.entries(sdfg.symbols).map(([name, info]): [string, Json] => {
      const was = base?.symbols[name];
      const source = isObject(given) ? field(given, name) : undefined;
      return [name, source !== undefined && sameData(was, info) ? source : info.dtype];
    }),
  );
}

function blockJson(writing: Writing, sdfg: Sdfg, id: ElementId, base: Sdfg | undefined): JsonObject {
  const block = sdfg.blocks[id] as Block;
  const [source, was] = [sourceOf(writing, id), base?.blocks[id]];
  if (block.kind === "state") {
    if (source !== undefined && was !== undefined && base !== undefined && sameData(was, block)) return source;
    const known = was?.kind === "state" && base !== undefined ? { sdfg: base, state: was } : undefined;
    const mine = stateJson(writing, sdfg, block, known, (inner, innerSource, innerBase) =>
      sdfgJson(writing, inner, innerSource, innerBase),
    );
    return source === undefined
      ? mine
      : {
          ...source,
          label: block.label,
          nodes: mine["nodes"] ?? [],
          edges: mine["edges"] ?? [],
          scope_dict: mine["scope_dict"] ?? {},
        };
  }
  if (block.kind === "conditional") return conditionalJson(writing, sdfg, block, base, source);
  if (block.kind === "region" || block.kind === "loop" || block.kind === "foreign")
    return regionJson(writing, sdfg, id, base);
  const type = block.kind === "break" ? "BreakBlock" : block.kind === "continue" ? "ContinueBlock" : "ReturnBlock";
  return source ?? { type, label: block.label, attributes: {}, nodes: [], edges: [], collapsed: false };
}

function conditionalJson(
  writing: Writing,
  sdfg: Sdfg,
  block: Block & { kind: "conditional" },
  base: Sdfg | undefined,
  source: JsonObject | undefined,
): JsonObject {
  const was = base?.blocks[block.id];
  const given = source === undefined ? undefined : field(source, "branches");
  const branches = block.branches.map((branch, i): Json => {
    const before = was?.kind === "conditional" ? was.branches[i] : undefined;
    const original = Array.isArray(given) && Array.isArray(given[i]) ? (given[i][0] as Json) : undefined;
    const same = original !== undefined && before !== undefined && sameData(before.condition, branch.condition);
    const condition = same ? original : branch.condition === undefined ? null : python(codeText(branch.condition));
    return [condition, blockJson(writing, sdfg, branch.body, base)];
  });
  return {
    ...(source ?? { type: "ConditionalBlock", label: block.label, attributes: {}, collapsed: false }),
    branches,
  };
}

const python = (text: string): JsonObject => ({ string_data: text, language: "Python" });

function regionJson(writing: Writing, sdfg: Sdfg, id: ElementId, base: Sdfg | undefined): JsonObject {
  const block = sdfg.blocks[id];
  if (block?.kind !== "region" && block?.kind !== "loop" && block?.kind !== "foreign") return {};
  const [source, was] = [sourceOf(writing, id), base?.blocks[id]];
  const number = new Map(block.children.map((child, i) => [child, i]));
  const nodes =
    block.kind === "foreign" && block.type === "ConditionalBlock"
      ? []
      : block.children.map((child, i): JsonObject => ({ ...blockJson(writing, sdfg, child, base), id: i }));
  const before = was !== undefined && "edges" in was && was.kind !== "state" ? was.edges : [];
  const edges = block.edges.map((e) => edgeJson(writing, e, number, id, before));
  const start = number.get(block.start ?? block.children[0] ?? "") ?? null;
  const common = { label: block.label, nodes, edges };
  if (block.kind === "foreign") {
    if (source === undefined) writing.problems.set(`the ${block.type} ${block.label}`, "lost-source");
    const inside =
      block.type === "ConditionalBlock" && source !== undefined
        ? foreignBranches(writing, sdfg, block, base, source)
        : common;
    return { ...source, ...inside };
  }
  if (source !== undefined) {
    const header =
      block.kind === "loop" && was?.kind === "loop" && !sameData(was.header, block.header)
        ? { attributes: { ...attributesOf(source), ...headerJson(block.header) } }
        : {};
    return {
      ...source,
      ...header,
      ...common,
      start_block: sameData(was, block) ? (field(source, "start_block") ?? null) : start,
    };
  }
  const type = block.kind === "loop" ? "LoopRegion" : "ControlFlowRegion";
  return {
    type,
    attributes: block.kind === "loop" ? headerJson(block.header) : {},
    collapsed: false,
    ...common,
    start_block: start,
  };
}

function attributesOf(source: JsonObject): JsonObject {
  const attributes = field(source, "attributes");
  return isObject(attributes) ? attributes : {};
}

function foreignBranches(
  writing: Writing,
  sdfg: Sdfg,
  block: Block & { kind: "foreign" },
  base: Sdfg | undefined,
  source: JsonObject,
): JsonObject {
  const given = field(source, "branches");
  const condition = (i: number): Json =>
    Array.isArray(given) && Array.isArray(given[i]) ? (given[i][0] as Json) : null;
  return { branches: block.children.map((child, i): Json => [condition(i), blockJson(writing, sdfg, child, base)]) };
}

type Header = (Block & { kind: "loop" })["header"];

function headerJson(header: Header): JsonObject {
  if (header.kind === "while") return { loop_condition: python(codeText(header.condition)) };
  const { variable, range } = header;
  return {
    loop_variable: variable,
    init_statement: python(`${variable} = ${exprCode(range.begin)}`),
    loop_condition: python(`(${variable} ${isDown(range) ? ">" : "<"} ${exprCode(range.end)})`),
    update_statement: python(`${variable} = (${variable} + (${exprCode(range.step)}))`),
  };
}

export const isDown = (range: Range) => (constantOf(range.step) ?? 1) < 0;

/** Edges have no ids: one is what it was if the same place in the list joins the same blocks. */
function edgeJson(
  writing: Writing,
  e: InterstateEdge,
  number: ReadonlyMap<ElementId, number>,
  region: ElementId,
  before: readonly InterstateEdge[],
): JsonObject {
  const ends = { src: `${number.get(e.src) ?? 0}`, dst: `${number.get(e.dst) ?? 0}` };
  const i = before.findIndex((other) => other.src === e.src && other.dst === e.dst && sameData({ ...other }, { ...e }));
  const source = i < 0 ? undefined : sourceOf(writing, interstateKey(region, i));
  if (source !== undefined) return { ...source, ...ends };
  if (e.unread !== undefined) writing.problems.set("an edge between states", "lost-source");
  const assignments = Object.fromEntries(
    Object.entries(e.assignments).map(([name, code]): [string, Json] => [name, codeText(onEdge(code))]),
  );
  const attributes = compact({
    condition: e.condition && python(codeText(withoutTests(e.condition))),
    assignments: Object.keys(assignments).length > 0 ? assignments : undefined,
  });
  return { type: "Edge", attributes: { data: { type: "InterstateEdge", attributes } }, ...ends };
}

/** An assignment converts to its symbol's type by itself, and DaCe takes no casts there. */
function onEdge(code: Scalar): Scalar {
  const isWidth = code.kind === "cast" && isInteger(code.dtype) && isInteger(code.operand.dtype);
  return withoutTests(isWidth ? code.operand : code);
}

/** DaCe takes the `dace` of a conversion to bool for a symbol. */
function withoutTests(code: Scalar): Scalar {
  const { kind } = code;
  if (kind !== "cast" || code.dtype !== "bool") return mapOperands(code, withoutTests);
  return {
    kind: "compare",
    dtype: "bool",
    operator: "!=",
    left: withoutTests(code.operand),
    right: constant(0, "int64"),
  };
}
