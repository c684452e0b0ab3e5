// The micro-benchmark, as C++: bandwidth over growing working sets and floating-point rates, each several times over. It
// prints one JSON list of rows [kernel, type, bytes, threads, [rate …]] and keeps to a budget of seconds.

/** Usage of the built program: `program THREADS LARGEST_BYTES BUDGET_SECONDS`. */
export const peaksSource = `#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <omp.h>
#include <vector>

#if defined(__AVX512F__)
enum { width = 64 };
#elif defined(__AVX__)
enum { width = 32 };
#else
enum { width = 16 };
#endif
#if defined(__x86_64__)
#define HELD "+v"
#else
#define HELD "+w"
#endif
// Says that a register changed: what was computed before is kept as it is, and not joined with what comes after.
#define HOLD(x) asm volatile("" : HELD(x))

typedef double f64v __attribute__((vector_size(width)));
typedef float f32v __attribute__((vector_size(width)));

static double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

static double deadline;
static bool first = true;

// Runs the work on every thread at once; the seconds of the slowest, without those of starting and joining.
template <class Work> static double together(int threads, Work work) {
    double slowest = 0;
#pragma omp parallel num_threads(threads) reduction(max : slowest)
    {
#pragma omp barrier
        const double begin = now();
        work(omp_get_thread_num());
        slowest = now() - begin;
    }
    return slowest;
}

template <class Body> static void measure(const char *kernel, const char *type, double bytes, int threads, double work, Body body) {
    if (now() > deadline) {
        std::fprintf(stderr, "out of time before %s of %.0f bytes on %d threads\\n", kernel, bytes, threads);
        return;
    }
    long times = 1;
    // Long enough for the clock: at least 4 ms for each sample.
    for (double took = body(times); took < 4e-3 && times < (1L << 40); took = body(times)) times *= took < 4e-4 ? 8 : 2;
    std::printf("%s[\\"%s\\", \\"%s\\", %.0f, %d, [", first ? "" : ",\\n", kernel, type, bytes, threads);
    first = false;
    for (int sample = 0; sample < 5; ++sample) std::printf("%s%.6g", sample ? ", " : "", work * double(times) / body(times));
    std::printf("]]");
}

// Twelve independent values, each in a register of its own.
#define EACH(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)

static void bandwidth(double *memory, int64_t bytes, int threads) {
    // Triad: three arrays of a third of the working set; each thread has its own part of each.
    const int64_t lanes = width / 8, third = bytes / 3 / 8 / lanes / threads * lanes * threads, part = third / threads;
    if (part >= lanes) measure("triad", "float64", double(bytes), threads, 24.0 * double(third), [&](long times) {
        return together(threads, [=](int thread) {
            double *a = memory + thread * part, *b = a + third, *c = b + third;
            for (long t = 0; t < times; ++t) {
                const double s = 1.0 + double(t & 1);
#pragma omp simd
                for (int64_t i = 0; i < part; ++i) a[i] = b[i] + s * c[i];
                asm volatile("" : : "r"(a) : "memory");
            }
        });
    });
    const int64_t step = 12 * lanes, all = bytes / 8 / step / threads * step * threads, own = all / threads;
    if (own >= step) measure("load", "float64", double(bytes), threads, 8.0 * double(all), [&](long times) {
        return together(threads, [=](int thread) {
            const double *a = memory + thread * own;
#define START(k) f64v x##k = {};
#define ADD(k) x##k += *reinterpret_cast<const f64v *>(a + i + k * lanes);
#define END(k) HOLD(x##k);
            EACH(START)
            for (long t = 0; t < times; ++t) {
                asm volatile("" : : "r"(a) : "memory");
                for (int64_t i = 0; i < own; i += step) { EACH(ADD) }
            }
            EACH(END)
        });
    });
}

enum Kind { separate, fused };

template <class V, Kind kind> static void chains(long times) {
    V a = V{} + 0.5f, b = V{} + 0.25f;
    HOLD(a);
    HOLD(b);
#define ONE(k) V y##k = V{} + 1;
#define STEP(k) if (kind == separate) { V product = y##k * a; HOLD(product); y##k = product + b; } else y##k = y##k * a + b; HOLD(y##k);
#define KEEP(k) HOLD(y##k);
    EACH(ONE)
    for (long t = 0; t < times; ++t) { EACH(STEP) }
    EACH(KEEP)
}

template <class V, Kind kind> static void arithmetic(const char *kernel, const char *type, int lanes, int threads) {
    measure(kernel, type, 0, threads, 2.0 * 12 * lanes * threads * 1000, [&](long times) {
        return together(threads, [=](int) { chains<V, kind>(times * 1000); });
    });
}

static void rates(int threads) {
    arithmetic<double, separate>("scalar", "float64", 1, threads);
    arithmetic<f64v, separate>("simd", "float64", width / 8, threads);
    arithmetic<float, separate>("scalar", "float32", 1, threads);
    arithmetic<f32v, separate>("simd", "float32", width / 4, threads);
#if defined(__FMA__) || defined(__aarch64__)
    arithmetic<f64v, fused>("fma", "float64", width / 8, threads);
    arithmetic<f32v, fused>("fma", "float32", width / 4, threads);
#endif
}

int main(int argc, char **argv) {
    if (argc < 4) return 3;
    const int threads = std::atoi(argv[1]);
    const int64_t largest = std::atoll(argv[2]);
    deadline = now() + std::atof(argv[3]);
    double *memory = static_cast<double *>(std::aligned_alloc(4096, size_t(largest) + 4096));
    if (memory == nullptr) return 4;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < largest / 8; ++i) memory[i] = 1.0;
    std::printf("[");
    // One thread before many, and the ends before what lies between: what the budget cuts off is detail.
    std::vector<int64_t> sets, ordered;
    for (int64_t bytes = 16384; bytes <= largest; bytes *= 4) sets.push_back(bytes);
    for (size_t step = sets.size() - 1; step >= 1; step /= 2)
        for (size_t i = 0; i < sets.size(); i += step)
            if (std::find(ordered.begin(), ordered.end(), sets[i]) == ordered.end()) ordered.push_back(sets[i]);
    for (const int team : {1, threads}) {
        if (team == 1 && threads == 1 && !first) break;
        rates(team);
        for (const int64_t bytes : ordered) bandwidth(memory, bytes, team);
    }
    std::printf("]\\n");
    std::free(memory);
}
`;
