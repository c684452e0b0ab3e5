// What `--help` says: of all commands in short, of one in full.
interface CommandHelp {
  /** The words after `datawright`, one line or two. */
  readonly synopsis: string;
  readonly summary: string;
  /** Options and what they mean, each a line. */
  readonly options: readonly (readonly [words: string, meaning: string])[];
}

const entry = ["--entry NAME", "the function to compile, where the file has several"] as const;
const json = ["--json", "one JSON document on the standard output, whatever happens, and nothing else there"] as const;
const recipe = ["--recipe R", "none (the default), auto, or a recipe's file"] as const;
const preset = ["--preset P", "the sizes: a preset's name (S where left out), or name=value,…"] as const;

export const commandHelp: Readonly<Record<string, CommandHelp>> = {
  check: {
    synopsis: "check FILE [--entry NAME] [--json]",
    summary: "is it a program that compiles, and what does it take?",
    options: [entry, json],
  },
  compile: {
    synopsis: "compile FILE --emit sdfg|loops|cpp|wasm [-o OUT] [--recipe R] [--preset P] [--entry NAME]",
    summary: "the graph, the loop program, C++ or WebAssembly",
    options: [
      ["--emit FORM", "sdfg: a file for DaCe's tools; loops, cpp: text; wasm: a module for one choice of sizes"],
      ["-o, --output OUT", "into this file instead of the standard output"],
      recipe,
      preset,
      entry,
    ],
  },
  transformations: {
    synopsis: "transformations FILE [--recipe R] [--entry NAME] [--json]",
    summary: "what can be done with it, where, and where not and why",
    options: [recipe, entry, json],
  },
  run: {
    synopsis: `run FILE [--target wasm|cpp|interpreter] [--preset P] [--recipe R] [--repeat N] [--threads N]
                 [--verify] [--oracle python|pyodide] [--inputs F.npz] [--outputs F.npz] [--entry NAME]
                 [--expansions library|pure] [--timers] [--json]`,
    summary: "run it, measure it, and with --verify compare it with NumPy",
    options: [
      ["--target T", "wasm (the default), cpp: by this machine's compiler, interpreter: slow, for checks"],
      preset,
      recipe,
      ["--repeat N", "measured runs: 5, and 1 for the interpreter, where left out"],
      ["--threads N", "as many as the machine has where left out"],
      ["--verify", "run it under NumPy as well, compare, and tell how long that took"],
      ["--oracle O", "python: this machine's; pyodide: the page's; left out, the first of them that has NumPy"],
      ["--inputs F.npz", "the entry's arguments by name, numbers as 0-d arrays; no `initialize` is needed then"],
      ["--outputs F.npz", "keep every array argument as the run left it, and what was returned as __return…"],
      ["--expansions E", "cpp: library: matrix products by OpenBLAS where it is found; pure: by our own C++"],
      ["--timers", "cpp: each map measures itself as well"],
      entry,
      json,
    ],
  },
  open: {
    synopsis: "open LINK [-o FOLDER] [--json]",
    summary: "what a shared link of any host holds; nothing of it is run",
    options: [["-o, --output FOLDER", "write its program.py and recipe.json there"], json],
  },
  agent: {
    synopsis: "agent [--port N] [--public-url URL] [--idle MINUTES]",
    summary: "serve the studio on this machine, and compile and run for it",
    options: [
      ["--port N", "on 127.0.0.1; 4870 where left out, 0: any that is free"],
      ["--public-url URL", "the one other address under which a tunnel or a proxy shows it"],
      ["--idle MINUTES", "end after so long without a page and without a job"],
    ],
  },
};

const ends =
  "Exit: 0 right or not asked, 1 wrong, 2 refused, 3 usage, 4 toolchain or environment, 5 inconclusive, 6 the program raised";

export const help = `datawright: NumPy programs, compiled, checked and measured

${Object.values(commandHelp)
  .map(({ synopsis, summary }) => `  datawright ${synopsis}\n      ${summary}`)
  .join("\n")}

  datawright COMMAND --help tells more of one.
  ${ends}`;

/** Of one command; of all where there is none of this name. */
export function helpOf(name: string): string {
  const found = Object.hasOwn(commandHelp, name) ? commandHelp[name] : undefined;
  if (found === undefined) return help;
  const { synopsis, summary, options } = found;
  const width = Math.max(...options.map(([words]) => words.length));
  const lines = options.map(([words, meaning]) => `  ${words.padEnd(width)}  ${meaning}`);
  return `datawright ${synopsis}\n\n${summary}\n\n${lines.join("\n")}\n\n${ends}`;
}
