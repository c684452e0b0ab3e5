import type { ArrayType, Program, Stage } from "@datawright/compiler-core/compiler";
import type { Diagnostic, Outcome } from "@datawright/compiler-core/diagnostics";
import type { Step } from "@datawright/compiler-core/recipes";
import type { Inputs, NdArray, Verdict } from "@datawright/compiler-core/runtime";
import type { Sdfg } from "@datawright/compiler-core/sdfg";
import type { Match, OptionValues } from "@datawright/compiler-core/transformations";
import type { Problem } from "@datawright/compiler-core/validation";
import type { CodeLine } from "@/components/code-view/loop-lines";
import type { DocumentForm } from "@/components/documents/document";
import type { Sizes } from "@/components/documents/sizes";
import type { ExpectedTime, TimeQuestion } from "@/components/runs/expected-time";
import type { Retaken, StepPlace } from "@/components/tuning/retake";
import type { Candidate, Played, Preview } from "@/components/tuning/tuning";
import type { Difference } from "@/components/verification/differences";

export interface Compiled {
  readonly program: Program | undefined;
  /** Of a graph from a file: what it breaks. */
  readonly problems?: readonly Problem[];
  /** Why it can be looked at and not run. */
  readonly refusal?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly stages: Partial<Record<Stage, number>>;
}

export type EngineKind = "wasm" | "interpreter";

export interface EngineRun {
  readonly sdfg: Sdfg;
  /** Left out: WebAssembly. */
  readonly engine?: EngineKind;
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, NdArray>> | undefined;
  /** NumPy's answer to the same inputs, each float moved by one ulp. */
  readonly nudged?: Readonly<Record<string, NdArray>>;
  /** Without `expected`: a graph whose answer, by the interpreter, is compared with. */
  readonly reference?: Sdfg;
  readonly repeat: number;
  /** 1 where not said; never more than the page can have. */
  readonly threads?: number;
  /** Matrix products may fuse multiplying and adding, where the engine can. */
  readonly relaxed?: boolean;
}

export type EngineResult =
  | {
      readonly kind: "finished";
      readonly seconds: readonly number[];
      readonly marshallingSeconds: number;
      readonly verdict: Verdict | undefined;
      /** Of a wrong result: where each output differs. */
      readonly differences?: readonly Difference[];
      /** Of the module; none where nothing was compiled. */
      readonly bytes?: number;
      /** How many ran it. */
      readonly threads: number;
      /** Where the code does not do what a schedule asked for. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "raised"; readonly exception: string; readonly message: string; readonly line: number };

export type CodeForm = "loops" | "cpp" | "wasm";

export interface CodeText {
  readonly lines: readonly CodeLine[];
  /** What there is to say about it beside the number of its lines. */
  readonly note?: string;
}

/** Text in, graph out; graph in, code out. */
export type CompilerRequests = {
  readonly candidates: {
    readonly body: { readonly sdfg: Sdfg; readonly text: string };
    readonly result: readonly Candidate[];
  };
  readonly preview: {
    readonly body: {
      readonly sdfg: Sdfg;
      readonly transformation: string;
      readonly match: Match;
      readonly options: OptionValues;
      readonly text: string;
      readonly sizes: Sizes;
    };
    readonly result: Preview;
  };
  readonly predict: {
    readonly body: {
      readonly sdfg: Sdfg;
      readonly text: string;
      readonly sizes: Sizes;
      readonly steps: readonly {
        readonly transformation: string;
        readonly match: Match;
        readonly options: OptionValues;
      }[];
    };
    /** Of each, the part of the traffic that goes or comes. */
    readonly result: readonly (number | undefined)[];
  };
  readonly play: {
    readonly body: {
      readonly sdfg: Sdfg;
      readonly steps: readonly Step[];
      readonly text: string;
      readonly sizes: Sizes;
    };
    readonly result: Played;
  };
  /** Where a recorded step applies in the graph before it. */
  readonly place: {
    readonly body: { readonly sdfg: Sdfg; readonly step: Step; readonly text: string };
    readonly result: StepPlace;
  };
  readonly retake: {
    readonly body: {
      /** The graph before the step. */
      readonly sdfg: Sdfg;
      readonly step: Step;
      readonly options: OptionValues;
      readonly later: readonly Step[];
      readonly text: string;
    };
    readonly result: Retaken;
  };
  readonly tuned: { readonly body: { readonly text: string; readonly sizes: Sizes }; readonly result: Sdfg };
  readonly auto: {
    readonly body: { readonly sdfg: Sdfg; readonly text: string; readonly sizes: Sizes };
    readonly result: readonly Step[];
  };
  readonly expectedTime: { readonly body: TimeQuestion; readonly result: ExpectedTime };
  readonly code: {
    readonly body: {
      readonly sdfg: Sdfg;
      readonly sizes: Sizes;
      readonly form: CodeForm;
      readonly text: string;
    };
    readonly result: CodeText;
  };
  readonly compile: {
    readonly body: {
      readonly text: string;
      readonly form: DocumentForm;
      /** Of arguments that are given: they type a program that has no `initialize`. */
      readonly arrays?: Readonly<Record<string, ArrayType>>;
    };
    readonly result: Compiled;
  };
  /** The text of a graph's file, once all of it can be read. */
  readonly readGraph: { readonly body: { readonly bytes: Uint8Array }; readonly result: Outcome<string> };
  readonly writeGraph: { readonly body: { readonly sdfg: Sdfg }; readonly result: Outcome<string> };
  readonly readInputs: { readonly body: { readonly bytes: Uint8Array }; readonly result: Outcome<Inputs> };
};

/** Graph and arrays in, times and verdict out. */
export type EngineRequests = {
  readonly run: { readonly body: EngineRun; readonly result: EngineResult };
  /** Has the engine and its threads at hand: a run needs no network any more. */
  readonly warm: { readonly body: { readonly threads: number }; readonly result: undefined };
  /** What a graph gives by the interpreter; nothing where it raises. */
  readonly interpret: {
    readonly body: Pick<EngineRun, "sdfg" | "inputs" | "sizes"> & {
      /** Of the same inputs, each float moved by one ulp. */
      readonly nudge?: boolean;
    };
    readonly result: Readonly<Record<string, NdArray>> | undefined;
  };
  /** What ran elsewhere, against the page's NumPy. */
  readonly judge: {
    readonly body: {
      readonly actual: Readonly<Record<string, NdArray>>;
      readonly expected: Readonly<Record<string, NdArray>>;
      readonly nudged?: Readonly<Record<string, NdArray>>;
    };
    readonly result: Verdict;
  };
};
