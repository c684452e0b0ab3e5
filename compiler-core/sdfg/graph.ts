// The whole graph in one place: DaCe's SDFG as plain readonly data. Names are DaCe's. What can be derived (adjacency,
// scopes, propagated memlets, access sets) is not here but in walk.ts and analysis/.
import type { Span } from "../diagnostics/index.ts";
import type { Expr, Range, Subset } from "../symbolic/index.ts";
import type { DType } from "./dtype.ts";
import type { Scalar } from "./scalar.ts";

/** Unique within a graph, nested graphs included, and kept by every edit. */
export type ElementId = string;

export interface Sdfg {
  readonly name: string;
  /** Containers and symbols that the caller gives, in the caller's order. */
  readonly argNames: readonly string[];
  /** Containers whose final values are the program's result, in order. */
  readonly returns: readonly string[];
  readonly containers: Readonly<Record<string, Container>>;
  /** Integers fixed while a block runs: sizes, loop variables and what interstate edges assign. */
  readonly symbols: Readonly<Record<string, SymbolInfo>>;
  /** Every control-flow block, by id; regions list their children. */
  readonly blocks: Readonly<Record<ElementId, Block>>;
  readonly root: ElementId;
  /** What it was opened from, kept by edits, so that writing changes only what was changed. The top of a nest of graphs has it. */
  readonly file?: OpenedFile;
}

export interface OpenedFile {
  /** The `dace_version` it states. */
  readonly version: string;
  /** Its whole content: checked when it was opened, and never changed. */
  readonly json: object;
}

export interface SymbolInfo {
  readonly dtype: DType;
  /** Why its type in the file has no meaning here; `dtype` then only fills the place. */
  readonly unread?: string;
  /** Inclusive; a size has least 0. */
  readonly least?: Expr;
  readonly most?: Expr;
}

export type Storage = "Default" | "Register" | "CPU_Heap" | "CPU_ThreadLocal" | "GPU_Global" | "GPU_Shared";
export type Lifetime = "Scope" | "State" | "SDFG" | "Global" | "Persistent" | "External";

export interface Container {
  /** A view is another shape on the memory of what an access node's `views` edge names. Views and foreign ones come from files only. */
  readonly kind: "scalar" | "array" | "view" | "foreign";
  /** What a foreign one is (a stream, a structure …) or why it could not be read. */
  readonly unread?: string;
  readonly dtype: DType;
  /** Extents in elements; empty for a scalar. */
  readonly shape: readonly Expr[];
  /** In elements, one a dimension. */
  readonly strides: readonly Expr[];
  readonly transient: boolean;
  readonly storage: Storage;
  readonly lifetime: Lifetime;
  /** A Python scalar rather than NumPy's: its type yields in promotion. */
  readonly weak?: true;
  readonly origin?: Span;
}

export type Schedule =
  | "Default"
  | "Sequential"
  | "CPU_Multicore"
  | "CPU_Persistent"
  | "GPU_Device"
  | "GPU_ThreadBlock"
  | "MPI";

interface BlockCommon {
  readonly id: ElementId;
  readonly label: string;
  readonly origin?: Span;
}

export interface State extends BlockCommon {
  readonly kind: "state";
  readonly nodes: Readonly<Record<ElementId, Node>>;
  readonly edges: readonly Edge[];
}

/**
 * A chain of blocks: control enters the first; each edge leads from one to the next.
 * In an opened file it may be any state machine: then an edge with a condition says so, and `start` where control enters.
 */
export interface Region extends BlockCommon {
  readonly kind: "region";
  readonly start?: ElementId;
  readonly children: readonly ElementId[];
  readonly edges: readonly InterstateEdge[];
}

export interface LoopRegion extends BlockCommon {
  readonly kind: "loop";
  /** A `for` over `range`, or a `while` where there is only a condition. */
  readonly header:
    | { readonly kind: "for"; readonly variable: string; readonly range: Range }
    | { readonly kind: "while"; readonly condition: Scalar };
  /** Where control enters, if not at the first. */
  readonly start?: ElementId;
  readonly children: readonly ElementId[];
  readonly edges: readonly InterstateEdge[];
}

export interface ConditionalBlock extends BlockCommon {
  readonly kind: "conditional";
  /** Tried in order; a branch without condition is the `else`. Each body is a region's id. */
  readonly branches: readonly { readonly condition?: Scalar; readonly body: ElementId }[];
}

export interface JumpBlock extends BlockCommon {
  readonly kind: "break" | "continue" | "return";
}

/** Control flow of an opened file that has no meaning here: carried, walked into, never run. */
export interface ForeignBlock extends BlockCommon {
  readonly kind: "foreign";
  readonly type: string;
  readonly reason: string;
  /** A loop over one variable whose end is not a symbolic expression: `for (variable = begin; test; variable = next)`. */
  readonly loop?: { readonly variable: string; readonly begin: Expr; readonly test: Scalar; readonly next: Expr };
  readonly start?: ElementId;
  readonly children: readonly ElementId[];
  readonly edges: readonly InterstateEdge[];
}

export type Block = State | Region | LoopRegion | ConditionalBlock | JumpBlock | ForeignBlock;

/** All assignments of one edge happen at once. */
export interface InterstateEdge {
  readonly src: ElementId;
  readonly dst: ElementId;
  /** Taken only when it holds; none: always. */
  readonly condition?: Scalar;
  readonly assignments: Readonly<Record<string, Scalar>>;
  /** Why its condition or an assignment, kept in the file's own words, has no meaning here. */
  readonly unread?: string;
}

interface NodeCommon {
  readonly id: ElementId;
  readonly origin?: Span;
  /** The elements of the graph before, that this one came from. */
  readonly from?: readonly ElementId[];
}

export interface AccessNode extends NodeCommon {
  readonly kind: "access";
  readonly data: string;
}

export interface Tasklet extends NodeCommon {
  readonly kind: "tasklet";
  readonly label: string;
  readonly inputs: readonly string[];
  /** One expression for each output connector. */
  readonly outputs: Readonly<Record<string, Scalar>>;
  /** Conditions that must hold; the first that does not ends the program with its exception. */
  readonly checks: readonly Check[];
}

export interface Check {
  readonly condition: Scalar;
  readonly exception: string;
  readonly message: string;
  readonly span: Span;
}

export interface MapEntry extends NodeCommon {
  readonly kind: "map-entry";
  readonly label: string;
  readonly params: readonly string[];
  readonly ranges: Subset;
  readonly schedule: Schedule;
  /** Lanes of the last parameter computed at once, where asked for. */
  readonly vectorWidth?: number;
}

export interface MapExit extends NodeCommon {
  readonly kind: "map-exit";
  readonly entry: ElementId;
}

/**
 * A graph inside a graph. A connector binds the whole container of the same name outside, so memlets inside address the outer container.
 * In an opened file a connector binds what its edge's memlet says, which may be a part or another name.
 */
export interface NestedSdfg extends NodeCommon {
  readonly kind: "nested-sdfg";
  readonly label: string;
  readonly sdfg: Sdfg;
  readonly symbolMapping: Readonly<Record<string, Expr>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** An operation by name, to be expanded into a graph or printed as a call. */
export interface LibraryNode extends NodeCommon {
  readonly kind: "library";
  readonly operation: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly number[]>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A node of an opened file that has no meaning here: code in another language, a stream's scope … Carried, never run. */
export interface ForeignNode extends NodeCommon {
  readonly kind: "foreign";
  readonly type: string;
  readonly label: string;
  readonly reason: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** For one that opens or closes a scope: its other end. */
  readonly partner?: ElementId;
}

export type Node = AccessNode | Tasklet | MapEntry | MapExit | NestedSdfg | LibraryNode | ForeignNode;

/** A connector of a scope node is `IN_name` or `OUT_name`; an access node has none. */
export interface Edge {
  readonly id: ElementId;
  readonly src: ElementId;
  readonly srcConnector?: string;
  readonly dst: ElementId;
  readonly dstConnector?: string;
  /** None: an ordering edge. */
  readonly memlet?: Memlet;
}

export type WriteConflict = "sum" | "product" | "min" | "max" | "and" | "or";

export interface Memlet {
  readonly data: string;
  /** What is moved of `data`. Left out on the outer side of a scope, where it is derived. */
  readonly subset?: Subset;
  /** For a copy between containers: what is moved of the other one. */
  readonly otherSubset?: Subset;
  /** How a write joins with what is there. */
  readonly wcr?: WriteConflict;
  /** Not every element is moved each time. */
  readonly dynamic?: true;
  /** Why its subset or conflict function, kept in the file's own words, has no meaning here. */
  readonly unread?: string;
}
