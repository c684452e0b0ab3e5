// `npm run bench [-- --preset M --threads 2 --only name,…]`: every gallery program under NumPy, Numba, C++ and WebAssembly in
// one run, one after the other; prints a table and writes bench/results.md. Ratios count; the machine's own noise does not.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { installDependencies, requireNode, root, succeeds } from "./setup.mjs";

requireNode();
await installDependencies();

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const preset = option("preset", "M");
const threads = option("threads", "2");
const only = option("only", "")?.split(",").filter(Boolean);
const repeat = option("repeat", "15");
const python = peersPython();
const programs = readdirSync(join(root, "gallery")).filter(
  (name) => existsSync(join(root, "gallery", name, "program.py")) && (only.length === 0 || only.includes(name)),
);
const arrayStyle = new Set(["gemm", "jacobi_2d", "hdiff", "vadv", "softmax", "mlp", "mandelbrot"]);

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

function json(program, args) {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, env, encoding: "utf8", maxBuffer: 64e6 });
  try {
    return JSON.parse(stdout.trim().split("\n").at(-1));
  } catch {
    return { failed: (stderr || stdout || `ended with ${status}`).trim().split("\n").at(-1) };
  }
}

function ours(name, target, recipe) {
  const file = join("gallery", name, "program.py");
  const args = [
    join(root, "cli/datawright.mjs"),
    "run",
    file,
    "--target",
    target,
    "--recipe",
    recipe,
    "--preset",
    preset,
    "--threads",
    threads,
    "--repeat",
    repeat,
    "--verify",
    "--json",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8", maxBuffer: 64e6 });
  try {
    const report = JSON.parse(stdout);
    const verdict = typeof report.verdict === "object" ? report.verdict?.kind : report.verdict;
    return verdict === "right"
      ? { seconds: report.time.median_s, marshalling: report.time.marshalling_s }
      : { failed: `${verdict}: ${report.verdict?.reason ?? ""}` };
  } catch {
    return { failed: (stderr || stdout).trim().split("\n").at(-1) ?? "no answer" };
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
const ratio = (of, by) => (of === undefined || by === undefined ? undefined : of / by);
const text = (value, unit = "×") =>
  value === undefined
    ? "–"
    : `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)}${unit}`;

const rows = programs.map((name) => {
  const peers = json(python, ["bench/peers.py", join("gallery", name, "program.py"), name, preset, repeat, "8"]);
  const numpy = peers.numpy && median(peers.numpy);
  const numba = peers.numba && median(peers.numba);
  const [written, cpp, wasm] = [ours(name, "cpp", "none"), ours(name, "cpp", "auto"), ours(name, "wasm", "auto")];
  const row = { name, numpy, numba, cpp, wasm, written, peers };
  console.log(
    `${name.padEnd(26)} NumPy ${text(numpy && numpy * 1e3, " ms")}  C++ ${text(ratio(numpy, cpp.seconds))}  wasm ${text(ratio(numpy, wasm.seconds))}  as written ${text(ratio(numpy, written.seconds))}  Numba ${text(ratio(numpy, numba))}  ${cpp.failed ?? ""} ${wasm.failed ?? ""} ${peers.failed ?? peers.numba_refused ?? ""}`,
  );
  return row;
});

const done = (side) => rows.filter((row) => row.numpy !== undefined && row[side].seconds !== undefined);
const arrays = done("cpp")
  .filter((row) => arrayStyle.has(row.name))
  .map((row) => row.numpy / row.cpp.seconds);
const pairs = rows
  .filter((row) => row.cpp.seconds && row.wasm.seconds)
  .map((row) => row.cpp.seconds / row.wasm.seconds);
const versions = rows.map((row) => row.peers.versions).find((v) => v?.numba) ?? rows[0]?.peers.versions ?? {};
const lines = [
  "# Results",
  "",
  `Preset ${preset}, ${threads} threads, ${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? "unknown processor"}; Python ${versions.python}, NumPy ${versions.numpy}, Numba ${versions.numba ?? "not available"}.`,
  "Medians of one run of `npm run bench`; ratios are NumPy's time over the other's, so more is faster. Putting arrays in and taking them out is not in the times. Every result of ours was compared with NumPy's.",
  "",
  "| program | NumPy ms | C++ auto | WebAssembly auto | C++ as written | Numba nopython | remarks |",
  "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
  ...rows.map(
    (r) =>
      `| ${r.name} | ${text(r.numpy && r.numpy * 1e3, "")} | ${text(ratio(r.numpy, r.cpp.seconds))} | ${text(ratio(r.numpy, r.wasm.seconds))} | ${text(ratio(r.numpy, r.written.seconds))} | ${text(ratio(r.numpy, r.numba))} | ${[r.cpp.failed && `C++: ${r.cpp.failed}`, r.wasm.failed && `WebAssembly: ${r.wasm.failed}`, r.peers.numba_refused && `Numba: ${r.peers.numba_refused}`, r.peers.failed].filter(Boolean).join("; ")} |`,
  ),
  "",
  arrays.length > 0
    ? `Array-style programs, C++ over NumPy: geometric mean ${text(geometricMean(arrays))}, least ${text(Math.min(...arrays))}.`
    : "",
  pairs.length > 0 ? `WebAssembly over C++: geometric mean ${text(geometricMean(pairs))}.` : "",
  "",
];
console.log(lines.slice(-4).join("\n"));
writeFileSync(join(root, "bench/results.md"), lines.join("\n"));
