// The main program around a kernel: arrays come from and go to raw files in the job's folder, so that no copy passes
// through the parent; the parent reads one line of JSON.
import type { LoopProgram, Parameter } from "../../lowering/index.ts";
import { isComplex, partOf } from "../../sdfg/index.ts";
import { cppName } from "./names.ts";
import { cppType, printIndexCpp } from "./values.ts";

/**
 * Usage of the built program: `program FOLDER WARMUP REPEAT symbol…`. Reads FOLDER/NAME.in, writes FOLDER/NAME.out. With
 * `timers`, each run's nanoseconds by timer are in the report's `maps`.
 */
export function harness(program: LoopProgram, timers: number): string {
  const symbols = program.symbols.map((s, i) => `    const int64_t ${cppName(s)} = std::atoll(np_argv[${4 + i}]);`);
  const load = program.parameters.flatMap((p) => loading(p).map((line) => `    ${line}`));
  const reset = program.parameters
    .filter((p) => !p.scalar && !p.result && p.written)
    .map((p) => `        std::memcpy(${cppName(p.name)}, np_given_${cppName(p.name)}, np_bytes_${cppName(p.name)});`);
  const save = program.parameters
    .filter((p) => !p.scalar && (p.written || p.result))
    .map((p) => `    np::write_output("${p.name}", ${cppName(p.name)}, np_bytes_${cppName(p.name)});`);
  const args = [...program.symbols, ...program.parameters.map((p) => p.name)].map(cppName).join(", ");
  return `#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <string>

namespace np {

static std::string folder;

static void fail(const char *what, const char *name) { std::fprintf(stderr, "%s %s\\n", what, name); std::exit(3); }

static void *read_input(const char *name, size_t bytes) {
    static char nothing;
    if (bytes == 0) return &nothing;
    int file = open((folder + "/" + name + ".in").c_str(), O_RDONLY);
    if (file < 0) fail("cannot open the input", name);
    void *data = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (data == MAP_FAILED) fail("cannot map the input", name);
    close(file);
    return data;
}

static void write_output(const char *name, const void *data, size_t bytes) {
    std::FILE *file = std::fopen((folder + "/" + name + ".out").c_str(), "wb");
    if (file == nullptr || std::fwrite(data, 1, bytes, file) != bytes || std::fclose(file) != 0) fail("cannot write the output", name);
}

}  // namespace np

int main(int np_argc, char **np_argv) {
    if (np_argc < ${4 + program.symbols.length}) np::fail("usage:", "program FOLDER WARMUP REPEAT symbols");
    np::folder = np_argv[1];
    const int np_warmup = std::atoi(np_argv[2]), np_repeat = std::atoi(np_argv[3]);
${[...symbols, ...load].join("\n")}
    int64_t np_status = 0;
    std::string np_seconds${timers > 0 ? ", np_maps" : ""};
    auto np_told = std::chrono::steady_clock::now();
    for (int np_run = -np_warmup; np_run < np_repeat && np_status == 0; ++np_run) {
${[...reset, ...(timers > 0 ? ["        std::memset(np::timers, 0, sizeof np::timers);"] : [])].join("\n")}
        const auto np_begin = std::chrono::steady_clock::now();
        np_status = ::${cppName(program.name)}(${args});
        const auto np_end = std::chrono::steady_clock::now();
        if (np_run >= 0) np_seconds += (np_seconds.empty() ? "" : ", ") + std::to_string(std::chrono::duration<double, std::nano>(np_end - np_begin).count());${timers > 0 ? mapTimes : ""}
        // A person who waits for many runs wants to know; quick ones are not disturbed.
        if (np_run >= 0 && np_end - np_told > std::chrono::milliseconds(300)) { std::fprintf(stderr, "run %d of %d\\n", np_run + 1, np_repeat); np_told = np_end; }
    }
${save.join("\n")}
    std::printf("{\\"status\\": %lld, \\"nanoseconds\\": [%s]${timers > 0 ? ', \\"maps\\": [%s]' : ""}}\\n", static_cast<long long>(np_status), np_seconds.c_str()${timers > 0 ? ", np_maps.c_str()" : ""});
    return 0;
}
`;
}

const mapTimes = `
        if (np_run >= 0) {
            np_maps += np_maps.empty() ? "[" : ", [";
            for (const int64_t &timer : np::timers) np_maps += (&timer == np::timers ? "" : ", ") + std::to_string(timer);
            np_maps += "]";
        }`;

/** Reads a parameter, or makes memory for what the run writes. All names of ours begin with `np_`, and no name of a program does. */
function loading(p: Parameter): readonly string[] {
  // A complex number is two of its parts.
  const type = cppType(partOf(p.dtype));
  const name = cppName(p.name);
  if (p.scalar) return [`${type} ${name} = *static_cast<${type} *>(np::read_input("${p.name}", sizeof(${type})));`];
  const [bytes, given, memory] = ["bytes", "given", "memory"].map((what) => `np_${what}_${name}`);
  const extents = p.shape.map((e) => `size_t(${printIndexCpp(e)})`);
  return [
    `const size_t ${bytes} = ${[`sizeof(${type})`, ...(isComplex(p.dtype) ? ["2"] : []), ...extents].join(" * ")};`,
    ...(p.result ? [] : [`void *const ${given} = np::read_input("${p.name}", ${bytes});`]),
    ...(p.result || p.written
      ? [
          `np::Memory<char> ${memory}{int64_t(${bytes})};`,
          `std::memset(${memory}.data, 0, ${bytes});`,
          `${type} *${name} = reinterpret_cast<${type} *>(${memory}.data);`,
        ]
      : [`${type} *${name} = static_cast<${type} *>(${given});`]),
  ];
}
