// The main program around a kernel: arrays come from and go to raw files in the job's folder, so that no copy passes
// through the parent; the parent reads one line of JSON.
import type { LoopProgram } from "../../lowering/index.ts";
import { isComplex, partOf } from "../../sdfg/index.ts";
import { cppName } from "./names.ts";
import { cppType, printIndexCpp } from "./values.ts";

/**
 * Usage of the built program: `program FOLDER WARMUP REPEAT symbol…`. Reads FOLDER/NAME.in, writes FOLDER/NAME.out. With
 * `timers`, each run's nanoseconds by timer are in the report's `maps`.
 */
export function harness(program: LoopProgram, timers: number): string {
  const symbols = program.symbols.map((s, i) => `    const int64_t ${cppName(s)} = std::atoll(argv[${4 + i}]);`);
  const load = program.parameters.map((p) => {
    // A complex number is two of its parts.
    const type = cppType(partOf(p.dtype));
    const name = cppName(p.name);
    if (p.scalar) return `    ${type} ${name} = *static_cast<${type} *>(read_input("${p.name}", sizeof(${type})));`;
    const bytes = `${name}_bytes`;
    const size = `    const size_t ${bytes} = ${isComplex(p.dtype) ? "2 * " : ""}sizeof(${type}) * size_t(${p.shape.length === 0 ? "1" : p.shape.map((e) => `(${printIndexCpp(e)})`).join(" * ")});`;
    const given = p.result
      ? `    void *${name}_given = nullptr;`
      : `    void *${name}_given = read_input("${p.name}", ${bytes});`;
    return `${size}\n${given}\n    ${type} *${name} = ${p.written || p.result ? `static_cast<${type} *>(make(${bytes}))` : `static_cast<${type} *>(${name}_given)`};`;
  });
  const reset = program.parameters
    .filter((p) => !p.scalar && !p.result && p.written)
    .map((p) => `        std::memcpy(${cppName(p.name)}, ${cppName(p.name)}_given, ${cppName(p.name)}_bytes);`);
  const save = program.parameters
    .filter((p) => !p.scalar && (p.written || p.result))
    .map((p) => `    write_output("${p.name}", ${cppName(p.name)}, ${cppName(p.name)}_bytes);`);
  const args = [...program.symbols, ...program.parameters.map((p) => p.name)].map(cppName).join(", ");
  return `#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <string>

static std::string folder;

static void fail(const char *what, const char *name) { std::fprintf(stderr, "%s %s\\n", what, name); std::exit(3); }

static void *read_input(const char *name, size_t bytes) {
    if (bytes == 0) return nullptr;
    int file = open((folder + "/" + name + ".in").c_str(), O_RDONLY);
    if (file < 0) fail("cannot open the input", name);
    void *data = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (data == MAP_FAILED) fail("cannot map the input", name);
    close(file);
    return data;
}

static void *make(size_t bytes) {
    void *data = np::allocate<char>(bytes);
    std::memset(data, 0, bytes);
    return data;
}

static void write_output(const char *name, const void *data, size_t bytes) {
    std::FILE *file = std::fopen((folder + "/" + name + ".out").c_str(), "wb");
    if (file == nullptr || std::fwrite(data, 1, bytes, file) != bytes || std::fclose(file) != 0) fail("cannot write the output", name);
}

int main(int argc, char **argv) {
    if (argc < ${4 + program.symbols.length}) fail("usage:", "program FOLDER WARMUP REPEAT symbols");
    folder = argv[1];
    const int warmup = std::atoi(argv[2]), repeat = std::atoi(argv[3]);
${[...symbols, ...load].join("\n")}
    int64_t status = 0;
    std::string seconds${timers > 0 ? ", maps" : ""};
    auto told = std::chrono::steady_clock::now();
    for (int run = -warmup; run < repeat && status == 0; ++run) {
${[...reset, ...(timers > 0 ? ["        std::memset(np::timers, 0, sizeof np::timers);"] : [])].join("\n")}
        const auto begin = std::chrono::steady_clock::now();
        status = ${cppName(program.name)}(${args});
        const auto end = std::chrono::steady_clock::now();
        if (run >= 0) seconds += (seconds.empty() ? "" : ", ") + std::to_string(std::chrono::duration<double, std::nano>(end - begin).count());${timers > 0 ? mapTimes : ""}
        // A person who waits for many runs wants to know; quick ones are not disturbed.
        if (run >= 0 && end - told > std::chrono::milliseconds(300)) { std::fprintf(stderr, "run %d of %d\\n", run + 1, repeat); told = end; }
    }
${save.join("\n")}
    std::printf("{\\"status\\": %lld, \\"nanoseconds\\": [%s]${timers > 0 ? ', \\"maps\\": [%s]' : ""}}\\n", static_cast<long long>(status), seconds.c_str()${timers > 0 ? ", maps.c_str()" : ""});
    return 0;
}
`;
}

const mapTimes = `
        if (run >= 0) {
            maps += maps.empty() ? "[" : ", [";
            for (const int64_t &timer : np::timers) maps += (&timer == np::timers ? "" : ", ") + std::to_string(timer);
            maps += "]";
        }`;
