// The machine that jobs run on: what the system says about it, and what was measured on it.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, hostname, totalmem } from "node:os";
import { join } from "node:path";
import type { Answer, MachineReport, Peaks } from "../../protocol/index.ts";
import { createPeaks, type PeaksSetting } from "./peaks.ts";

export interface Machine {
  readonly report: () => MachineReport;
  readonly peaks: (again: boolean) => Promise<Answer<Peaks>>;
}

export function openMachine(setting: PeaksSetting): Machine {
  const report = reportMachine();
  return { report: () => report, peaks: createPeaks(report, setting) };
}

const wanted = ["sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "asimd", "sve", "neon"];

export function reportMachine(): MachineReport {
  const info = readText("/proc/cpuinfo");
  const model = cpus()[0]?.model.trim() || field(info, "model name") || process.arch;
  const flags = new Set((field(info, "flags") || field(info, "Features")).split(" "));
  const processors = Math.max(1, cpus().length);
  return {
    model: model.slice(0, 200),
    architecture: process.arch,
    processors,
    usable: availableParallelism(),
    cores: coresOf(info) ?? processors,
    caches: readCaches(),
    memoryBytes: memoryBytes(),
    features: wanted.filter((name) => flags.has(name)),
    id: createHash("sha256")
      .update(JSON.stringify([hostname(), model, processors]))
      .digest("hex")
      .slice(0, 16),
  };
}

/** What this process may use: the system's memory, or less where a container allows less. */
export function memoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** Distinct pairs of socket and core; undefined where the system does not number them. */
function coresOf(info: string): number | undefined {
  const pairs = info
    .split("\n\n")
    .map((processor) => [field(processor, "physical id"), field(processor, "core id")])
    .filter(([, core]) => core !== "");
  return pairs.length === 0 ? undefined : new Set(pairs.map((pair) => pair.join("/"))).size;
}

function readCaches(): MachineReport["caches"] {
  const folder = "/sys/devices/system/cpu/cpu0/cache";
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith("index"))
    .sort()
    .map((name): MachineReport["caches"][number] => {
      const text = (file: string) => readText(join(folder, name, file)).trim();
      const kind = text("type").toLowerCase();
      return {
        level: Number(text("level")),
        kind: kind === "data" || kind === "instruction" ? kind : "unified",
        bytes: sizeOf(text("size")),
        shared: Math.max(1, countOfList(text("shared_cpu_list"))),
        lineBytes: Number(text("coherency_line_size")) || 64,
      };
    })
    .filter((cache) => cache.level > 0 && cache.bytes > 0);
}

function sizeOf(text: string): number {
  const [, digits = "0", unit = ""] = /^(\d+)([KMG]?)$/.exec(text) ?? [];
  return Number(digits) * ({ K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit] ?? 1);
}

/** "0-3,8" is five. */
function countOfList(text: string): number {
  return text.split(",").reduce((sum, part) => {
    const [first = 0, last = first] = part.split("-").map(Number);
    return sum + (last - first + 1);
  }, 0);
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // Not every system tells this.
  }
}
