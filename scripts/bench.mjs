// `npm run bench [-- --preset M --threads 2 --rounds 2 --only name,…]`: every gallery program under NumPy, Numba, C++, WebAssembly and
// NumPy in Pyodide in one run, in turn and round after round; prints and writes bench/results.md. Ratios count; the machine's
// noise does not.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { page, quickest, ratio, targets, text } from "../bench/table.mjs";
import { installDependencies, requireNode, root, succeeds } from "./setup.mjs";

requireNode();
await installDependencies();

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const preset = option("preset", "M");
const threads = option("threads", "2");
const repeat = option("repeat", "15");
const rounds = Number(option("rounds", "2"));
const only = option("only", "").split(",").filter(Boolean);
/** Pyodide has no BLAS: larger products would take it minutes. */
const pageSize = "S";
const python = peersPython();
const programs = readdirSync(join(root, "gallery")).filter(
  (name) => existsSync(join(root, "gallery", name, "program.py")) && (only.length === 0 || only.includes(name)),
);

/** A Python with NumPy and, where it could be installed, Numba; its own, so that the tests' Python stays as it is. */
function peersPython() {
  if (process.env.DATAWRIGHT_BENCH_PYTHON) return process.env.DATAWRIGHT_BENCH_PYTHON;
  const folder = join(root, ".cache/bench-python");
  const path = join(folder, "bin/python3");
  if (!existsSync(path)) spawnSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  if (!succeeds(path, ["-c", "import numba"]))
    spawnSync(path, ["-m", "pip", "install", "--quiet", "numba", "scipy"], { stdio: "inherit" });
  return path;
}

const env = { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, NUMBA_NUM_THREADS: threads };

/** The JSON that a program prints, or the last line that it said. */
function json(program, args) {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, env, encoding: "utf8", maxBuffer: 64e6 });
  try {
    const document = JSON.parse(stdout.slice(stdout.indexOf("{")));
    return document.status > 1 ? { failed: document.message.split("\n")[0] } : document;
  } catch {
    return { failed: (stderr || stdout || `ended with ${status}`).trim().split("\n").at(-1) };
  }
}

/** Seconds of a run whose result agrees with NumPy's; else why there are none. */
function ours(name, target, recipe, { size = preset, more = [] } = {}) {
  const file = join("gallery", name, "program.py");
  const choices = { target, recipe, preset: size, threads, repeat };
  const words = Object.entries(choices).flatMap(([flag, value]) => [`--${flag}`, value]);
  const report = json(process.execPath, [
    join(root, "cli/datawright.mjs"),
    "run",
    file,
    ...words,
    "--verify",
    "--json",
    ...more,
  ]);
  if (report.failed !== undefined) return { failed: report.failed };
  return report.verdict === "right" || report.verdict === "inconclusive"
    ? { seconds: report.time.median_s, numpy: report.numpy?.median_s, verdict: report.verdict }
    : { failed: `${report.verdict}: ${report.rule ?? ""}` };
}

const median = (values) => values && [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** One round: the seconds of each engine, the remarks, and what NumPy and Numba are. */
function measured(name) {
  const peers = json(python, ["bench/peers.py", join("gallery", name, "program.py"), name, preset, repeat, "8"]);
  const runs = {
    "C++ as written": ours(name, "cpp", "none"),
    "C++": ours(name, "cpp", "auto"),
    "pure C++": ours(name, "cpp", "auto", { more: ["--expansions", "pure"] }),
    WebAssembly: ours(name, "wasm", "auto"),
    "NumPy in Pyodide": ours(name, "wasm", "auto", { size: pageSize, more: ["--oracle", "pyodide"] }),
  };
  const seconds = {
    numpy: median(peers.numpy),
    numba: median(peers.numba),
    written: runs["C++ as written"].seconds,
    cpp: runs["C++"].seconds,
    pure: runs["pure C++"].seconds,
    wasm: runs.WebAssembly.seconds,
    pyodide: runs["NumPy in Pyodide"].numpy,
    besidePyodide: runs["NumPy in Pyodide"].seconds,
  };
  const remarks = [
    ...Object.entries(runs).flatMap(([label, run]) => (run.failed ? [`${label}: ${run.failed}`] : [])),
    ...(peers.numba_refused ? [`Numba: ${peers.numba_refused}`] : []),
    ...(peers.failed ? [`NumPy: ${peers.failed}`] : []),
  ];
  return { seconds, remarks, versions: peers.versions };
}

const rows = programs.map((name) => {
  const all = Array.from({ length: rounds }, () => measured(name));
  const row = {
    name,
    ...quickest(all.map((round) => round.seconds)),
    remarks: [...new Set(all.flatMap((round) => round.remarks))],
    versions: all[0].versions,
  };
  const shown = { "C++": row.cpp, WebAssembly: row.wasm, "as written": row.written, Numba: row.numba };
  console.log(
    `${name.padEnd(26)} NumPy ${text(row.numpy && row.numpy * 1e3, " ms")}  ${Object.entries(shown)
      .map(([label, seconds]) => `${label} ${text(ratio(row.numpy, seconds))}`)
      .join("  ")}  over Pyodide ${text(ratio(row.pyodide, row.besidePyodide))}  ${row.remarks.join("; ")}`,
  );
  return row;
});

const versions = rows.map((row) => row.versions).find((v) => v?.numba) ?? rows[0]?.versions ?? {};
const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? "unknown processor"}`;
for (const { claim, reached, met } of targets(rows)) console.log(`${met ? "met" : "NOT MET"}  ${claim}: ${reached}`);
if (only.length === 0)
  writeFileSync(join(root, "bench/results.md"), page(rows, { preset, threads, rounds, machine, versions }));
