// What the benchmark's figures are as a page: one row a program, and the targets with what was reached.

export const geometricMean = (values) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

export const text = (value, unit = "×") =>
  value === undefined || Number.isNaN(value)
    ? "–"
    : `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)}${unit}`;

/** How many times `by` fits into `of`: over 1 means that `by` is faster. */
export const ratio = (of, by) => (of === undefined || by === undefined ? undefined : of / by);

/** Of each engine the least that a round gave, and nothing for one that failed in any of them. */
export const quickest = (rounds) =>
  Object.fromEntries(
    Object.keys(rounds[0]).map((engine) => {
      const seconds = rounds.map((round) => round[engine]);
      return [engine, seconds.includes(undefined) ? undefined : Math.min(...seconds)];
    }),
  );

const arrayStyle = new Set(["gemm", "jacobi_2d", "hdiff", "vadv", "softmax", "mlp", "mandelbrot"]);
const loopStyle = new Set(["spmv", "lu", "scattering_self_energies"]);

/** @param rows one a program: name; seconds under numpy, numba, pyodide, cpp, pure, wasm, written; remarks */
export function page(rows, { preset, threads, rounds, machine, versions }) {
  const cells = (r) => [
    r.name,
    text(r.numpy && r.numpy * 1e3, ""),
    ...[r.cpp, r.wasm, r.written, r.numba].map((seconds) => text(ratio(r.numpy, seconds))),
    text(ratio(r.pure, r.wasm)),
    text(ratio(r.pyodide, r.besidePyodide)),
    r.remarks.join("; "),
  ];
  const head = [
    "program",
    "NumPy ms",
    "C++ auto",
    "WebAssembly auto",
    "C++ as written",
    "Numba nopython",
    "WebAssembly over pure C++",
    "WebAssembly over NumPy in Pyodide, preset S",
    "remarks",
  ];
  return [
    "# Results",
    "",
    `Preset ${preset}, ${threads} threads, ${machine}; Python ${versions.python}, NumPy ${versions.numpy}, Numba ${versions.numba ?? "not available"}.`,
    `Medians of one run of \`npm run bench\`: all engines in turn, in ${rounds} rounds, of which each engine's quickest counts. Ratios are NumPy's time over the other's, so more is faster, unless the head says otherwise. Putting arrays in and taking them out is not in the times. Every result of ours was compared with NumPy's. Pure C++ multiplies matrices by our own kernels, without OpenBLAS.`,
    "",
    `| ${head.join(" | ")} |`,
    `| --- | ${head
      .slice(2)
      .map(() => "---:")
      .join(" | ")} | --- |`,
    ...rows.map((r) => `| ${cells(r).join(" | ")} |`),
    "",
    ...targets(rows).map(({ claim, reached, met }) => `- ${claim}: ${reached} (${met ? "met" : "not met"})`),
    "",
  ].join("\n");
}

/** What was asked for, over the programs that have the figures. */
export function targets(rows) {
  const figures = (names, of) =>
    rows.filter((r) => names.has(r.name)).flatMap((r) => (of(r) === undefined ? [] : [{ name: r.name, value: of(r) }]));
  const least = (found) => found.reduce((a, b) => (b.value < a.value ? b : a));
  const out = [];
  const arrays = figures(arrayStyle, (r) => ratio(r.numpy, r.cpp));
  if (arrays.length > 0) {
    const mean = geometricMean(arrays.map((f) => f.value));
    const worst = least(arrays);
    out.push(
      {
        claim: "Array-style programs, C++ over NumPy, geometric mean at least 2.5×",
        reached: text(mean),
        met: mean >= 2.5,
      },
      { claim: "… and none under 0.95×", reached: `${worst.name} ${text(worst.value)}`, met: worst.value >= 0.95 },
    );
  }
  const loops = figures(loopStyle, (r) => ratio(r.numba, r.cpp));
  if (loops.length > 0) {
    const worst = least(loops);
    out.push({
      claim: "Loop-style programs, C++ over Numba at least 0.8×",
      reached: `${worst.name} ${text(worst.value)}`,
      met: worst.value >= 0.8,
    });
  }
  const refused = rows.filter((r) => loopStyle.has(r.name) && r.numba === undefined);
  for (const r of refused) {
    const value = ratio(r.numpy, r.cpp);
    if (value !== undefined)
      out.push({
        claim: `${r.name}, which Numba does not take, C++ over NumPy at least 10×`,
        reached: text(value),
        met: value >= 10,
      });
  }
  const all = new Set(rows.map((r) => r.name));
  const halves = figures(all, (r) => ratio(r.pure, r.wasm));
  if (halves.length > 0) {
    const mean = geometricMean(halves.map((f) => f.value));
    out.push({
      claim: "WebAssembly over pure C++, geometric mean at least 0.5×",
      reached: text(mean),
      met: mean >= 0.5,
    });
  }
  const inPage = figures(all, (r) => ratio(r.pyodide, r.besidePyodide));
  if (inPage.length > 0) {
    const worst = least(inPage);
    out.push({
      claim: "WebAssembly over NumPy in Pyodide, every program at least 1×",
      reached: `${worst.name} ${text(worst.value)}, ${inPage.length} programs`,
      met: worst.value >= 1,
    });
  }
  const written = figures(all, (r) => ratio(r.written, r.cpp));
  if (written.length > 0) {
    const worst = least(written);
    out.push({
      claim: "auto never slower than no recipe beyond noise (0.9×), C++",
      reached: `${worst.name} ${text(worst.value)}`,
      met: worst.value >= 0.9,
    });
  }
  return out;
}
