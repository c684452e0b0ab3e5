// The `datawright` command: finds the command that is asked for, and turns every end into an exit status.
import { CompilerBug } from "../compiler-core/diagnostics/index.ts";
import { agent } from "./commands/agent.ts";
import { check } from "./commands/check.ts";
import { compile } from "./commands/compile.ts";
import { open } from "./commands/open.ts";
import { run } from "./commands/run.ts";
import { transformations } from "./commands/transformations.ts";
import { CommandEnd, type ExitStatus, exit } from "./exit.ts";
import type { World } from "./world.ts";

export type Command = (world: World, args: readonly string[]) => Promise<ExitStatus>;

const commands: Readonly<Record<string, Command>> = { check, compile, transformations, run, open, agent };

const help = `datawright: NumPy programs, compiled, checked and measured

  datawright check FILE [--entry NAME] [--json]
      is it a program that compiles, and what does it take?
  datawright compile FILE --emit sdfg|loops|cpp|wasm [-o OUT] [--recipe R] [--preset P] [--entry NAME]
      the graph, the loop program, C++ or WebAssembly
  datawright transformations FILE [--recipe R] [--entry NAME] [--json]
      what can be done with it, and where
  datawright run FILE [--target wasm|cpp|interpreter] [--preset P] [--recipe R] [--repeat N] [--threads N] [--verify]
                 [--oracle python|pyodide] [--inputs F.npz] [--outputs F.npz] [--entry NAME] [--json]
                 [--expansions library|pure] [--timers]
      run it, measure it, and with --verify compare it with NumPy; pure: matrix products by our own C++, without OpenBLAS;
      --timers (C++): each map measures itself as well
  datawright open LINK [-o FOLDER] [--json]
      what a shared link holds; nothing of it is run
  datawright agent [--port N] [--public-url URL] [--idle MINUTES]
      serve the studio on this machine, and compile and run for it

  P is a preset's name or name=value,…    R is none, auto or a recipe's file
  Exit: 0 right or not asked, 1 wrong, 2 refused, 3 usage, 4 toolchain or environment, 5 inconclusive, 6 the program raised`;

export async function commandLine(args: readonly string[], world: World): Promise<ExitStatus> {
  const [name = "", ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help" || rest.includes("--help")) {
    world.out(help);
    return exit.right;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command !== undefined) return await command(world, rest);
    world.err(`${name === "" ? "There is no command." : `There is no command \`${name}\`.`}\n\n${help}`);
    return exit.usage;
  } catch (error) {
    if (error instanceof CommandEnd) {
      world.err(error.message);
      return error.status;
    }
    // Never status 1, which says that a result is wrong.
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const whose =
      error instanceof CompilerBug
        ? "This is a mistake in Datawright, not in your program"
        : "Something failed that should not";
    world.err(`${whose}: ${message}\n${stack}\nThe command was: datawright ${args.join(" ")}`);
    return exit.environment;
  }
}
