// `run FILE`: inputs, the run, the check, the measurement.
import { availableParallelism } from "node:os";
import { bindInputs } from "../../agent/src/native/bind-inputs.ts";
import type { OracleId, OracleRequest } from "../../agent/src/oracle/oracle.ts";
import { openTemporaryFolder } from "../../agent/src/temporary-folder.ts";
import type { Expansions } from "../../agent/src/toolchains/toolchain.ts";
import { timedElements, workOf } from "../../compiler-core/analysis/index.ts";
import { lowerProgram } from "../../compiler-core/compiler/index.ts";
import { stepTimes } from "../../compiler-core/recipes/index.ts";
import { CommandEnd, type ExitStatus, exit, usage } from "../exit.ts";
import { readWords } from "../options.ts";
import { type CompiledFile, compileFile, isGraph, readProgram } from "../program-file.ts";
import { applyRecipe } from "../recipe.ts";
import { statusOf, verify } from "../run/check.ts";
import { documentOf, documentWork, type RunFacts } from "../run/document.ts";
import { runOn, type TargetId, targets } from "../run/engines.ts";
import { type GivenInputs, npzOf, readInputs, sizesIn, writeInputs } from "../run/inputs-file.ts";
import { consult } from "../run/oracle.ts";
import { summaryOf } from "../run/summary.ts";
import { type ChosenSizes, chooseSizes } from "../sizes.ts";
import { now, type World } from "../world.ts";
import { write } from "./compile.ts";

const options = {
  target: "text",
  preset: "text",
  recipe: "text",
  expansions: "text",
  repeat: "text",
  threads: "text",
  verify: "flag",
  timers: "flag",
  oracle: "text",
  inputs: "text",
  outputs: "text",
  entry: "text",
  json: "flag",
} as const;

/** Each is a worker of its own. */
const mostPageThreads = 64;

interface Choices {
  readonly target: TargetId;
  readonly recipe: string;
  readonly expansions: Expansions;
  readonly repeat: number;
  readonly threads: number;
  readonly verify: boolean;
  readonly timers: boolean;
  readonly oracle: OracleId | undefined;
}

export async function run(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, options, ["FILE"]);
  const target = words.oneOf("target", targets) ?? "wasm";
  const choices: Choices = {
    target,
    recipe: words.text("recipe") ?? "none",
    expansions: words.oneOf("expansions", ["library", "pure"]) ?? "library",
    repeat: words.whole("repeat", 1, 1_000_000) ?? (target === "interpreter" ? 1 : 5),
    threads:
      words.whole("threads", 1, target === "wasm" ? mostPageThreads : 1024) ??
      Math.min(availableParallelism(), mostPageThreads),
    verify: words.flag("verify"),
    timers: words.flag("timers"),
    oracle: words.oneOf("oracle", ["python", "pyodide"]),
  };
  if (choices.timers && target !== "cpp") throw usage("--timers is for --target cpp.");
  const [inputs, entry, preset] = [words.text("inputs"), words.text("entry"), words.text("preset")];
  if (inputs !== undefined && preset !== undefined) throw usage("--inputs brings its own sizes: leave --preset out.");
  const source = readProgram(words.positionals[0] ?? "");
  const given = inputs === undefined ? undefined : readInputs(inputs, entry);
  if (isGraph(source.file) && (given === undefined || choices.verify))
    throw usage("A graph has no `initialize` and no Python to compare with: give --inputs, and leave --verify out.");
  const compiled = compileFile(world, source, {
    ...(entry !== undefined && { entry }),
    ...(given && { signature: given.signature }),
  });
  const sizes =
    given === undefined
      ? chooseSizes(compiled.program, preset)
      : {
          preset: undefined,
          sizes: isGraph(source.file) ? sizesIn(compiled.program.signature, given.arrays) : given.sizes,
        };
  const folder = openTemporaryFolder("datawright-");
  try {
    const { facts, status } = await runIn(world, folder.path, compiled, given, sizes, choices);
    const { result } = facts.run;
    const outputs = words.text("outputs");
    if (outputs !== undefined && result.kind === "finished") write(outputs, npzOf(result.outputs));
    const document = documentOf(facts);
    world.out(words.flag("json") ? JSON.stringify(document, null, 2) : summaryOf(document));
    return status;
  } finally {
    folder.remove();
  }
}

async function runIn(
  world: World,
  folder: string,
  compiled: CompiledFile,
  given: GivenInputs | undefined,
  { preset, sizes }: ChosenSizes,
  choices: Choices,
): Promise<{ readonly facts: RunFacts; readonly status: ExitStatus }> {
  const { program, text, file } = compiled;
  const times = stepTimes(now);
  const recipe = applyRecipe(world, compiled, choices.recipe, sizes, times.observe);
  const steps = times.stages();
  const recorded = now();
  const loops = lowerProgram(recipe.sdfg);
  const lowered = now();
  const own = given === undefined ? undefined : writeInputs(folder, given, recipe.sdfg.argNames);
  const repeat = choices.verify ? Math.min(choices.repeat, 3) : 0;
  const types = Object.fromEntries(
    program.signature.parameters.flatMap(({ name, type }) => (type.kind === "array" ? [[name, type.dtype]] : [])),
  );
  const question: OracleRequest = {
    text,
    entry: recipe.sdfg.name,
    inputs: given === undefined ? { kind: "initialize", sizes } : { kind: "file", path: given.path },
    types,
    repeat,
    folder,
    threads: choices.threads,
    timeoutSeconds: 86_400,
  };
  const isNeeded = own === undefined || choices.verify;
  const consulted = isNeeded ? await consult(choices.oracle, question, world.err) : undefined;
  const inputs = own ?? consulted?.answer.inputs ?? {};
  const bound = bindInputs(program.signature, loops, sizes, folder, inputs);
  if (bound.kind === "refusal") throw new CommandEnd(exit.refused, bound.reason);
  const ran = await runOn(choices.target, world, {
    program: loops,
    symbols: bound.symbols,
    folder,
    inputs,
    strictness: recipe.strictness,
    expansions: choices.expansions,
    repeat: choices.repeat,
    threads: choices.threads,
    ...(choices.timers && { timed: timedElements(recipe.sdfg) }),
  });
  const checked =
    consulted !== undefined && choices.verify ? await verify(world, consulted, question, ran.result) : undefined;
  const stages = { ...compiled.stages, ...steps, lower: lowered - recorded, ...ran.stages };
  const work = documentWork(workOf(recipe.sdfg), bound.symbols);
  return {
    facts: {
      program: { file, entry: recipe.sdfg.name },
      target: choices.target,
      recipe,
      preset,
      sizes: bound.symbols,
      checked,
      consulted,
      run: ran,
      stages,
      work,
    },
    status: statusOf(checked, ran.result),
  };
}
