// What every kernel stands on: NumPy's rules where C++ has others. In a namespace, so that no name of a program meets it.

export const prelude = `#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <sys/mman.h>

namespace np {

// Python's floor division and modulo, for a divisor that is not zero.
static inline int64_t floor_div(int64_t a, int64_t b) { int64_t q = a / b; return q - ((a % b != 0) & ((a < 0) != (b < 0))); }
static inline int64_t floor_mod(int64_t a, int64_t b) { int64_t r = a % b; return r + ((r != 0) & ((r < 0) != (b < 0)) ? b : 0); }

// NumPy's minimum and maximum, which spread NaN; of the zeros, minimum takes the negative one.
template <class T> static inline T minimum(T a, T b) { return (a < b) | (a != a) | ((a == b) & std::signbit(a)) ? a : b; }
template <class T> static inline T maximum(T a, T b) { return (a > b) | (a != a) | ((a == b) & !std::signbit(a)) ? a : b; }

// A product that is rounded for itself. Without this, g++ fuses a * b - c beside d * e + f into one instruction for both
// (fmaddsub), even where contraction is off.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
template <class T> static inline T rounded(T x) { return __builtin_assoc_barrier(x); }
#else
template <class T> static inline T rounded(T x) { return x; }
#endif

// Float to integer: what C++ leaves open saturates, NaN gives 0.
template <class T, class F> static inline T trunc_to(F x) {
    if (!(x == x)) return 0;
    if (x <= F(std::numeric_limits<T>::min())) return std::numeric_limits<T>::min();
    if (x >= F(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return T(x);
}

// The same bits as another type.
template <class To, class From> static inline To bits_as(From x) { To y; static_assert(sizeof x == sizeof y); std::memcpy(&y, &x, sizeof y); return y; }

// Local arrays. Large ones lie on huge pages and are kept when they are given back, for the next of about that size.
struct Kept { void *data; size_t bytes; bool free; };
static Kept kept[64];
constexpr size_t huge_page = size_t(1) << 21;

static void *take(size_t bytes) {
    if (bytes >= huge_page) {
        for (Kept &k : kept)
            if (k.free && k.bytes >= bytes && k.bytes / 2 <= bytes) { k.free = false; return k.data; }
    }
    const size_t unit = bytes >= huge_page ? huge_page : 64, whole = (bytes / unit + 1) * unit;
    void *data = std::aligned_alloc(unit, whole);
    if (data == nullptr) { std::fprintf(stderr, "out of memory for %zu bytes\\n", bytes); std::exit(3); }
    if (unit == 64) return data;
    madvise(data, whole, MADV_HUGEPAGE);
    for (Kept &k : kept)
        if (k.data == nullptr) { k = {data, whole, false}; break; }
    return data;
}

template <class T> static T *allocate(int64_t count) {
    void *data;
#pragma omp critical(np_kept)
    data = take(size_t(count) * sizeof(T));
    return static_cast<T *>(data);
}

[[maybe_unused]] static void release(void *data) {
    bool found = false;
#pragma omp critical(np_kept)
    for (Kept &k : kept)
        if (k.data == data) { k.free = found = true; break; }
    if (!found) std::free(data);
}

// Local memory, given back where its scope is left, whichever way.
template <class T> struct Memory {
    T *data;
    explicit Memory(int64_t count) : data(allocate<T>(count)) {}
    Memory(const Memory &) = delete;
    ~Memory() { free(); }
    void free() { if (data != nullptr) release(data); data = nullptr; }
};

}  // namespace np
`;

/** Reductions of a parallel loop that OpenMP does not have: extrema that spread NaN. */
export const extremeReductions = ["float", "double"]
  .flatMap((type) => [
    `#pragma omp declare reduction(np_min : ${type} : omp_out = np::minimum(omp_out, omp_in)) initializer(omp_priv = INFINITY)`,
    `#pragma omp declare reduction(np_max : ${type} : omp_out = np::maximum(omp_out, omp_in)) initializer(omp_priv = -INFINITY)`,
  ])
  .join("\n");
