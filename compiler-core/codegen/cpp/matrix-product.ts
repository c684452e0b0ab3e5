// The text of our own matrix product: panels packed for the cache, tiles of the result in vector registers. Each element
// sums its products in order of k, whatever the blocks, so that strict programs keep their bits.
export const matrixProduct = `#ifdef DATAWRIGHT_OPENBLAS
extern "C" {
char *openblas_get_corename(void);
void cblas_sgemm(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
void cblas_dgemm(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int);
}
#endif

namespace np {

// Element (i, j) lies at data + i * row + j * column.
template <class T> struct Matrix { T *data; int64_t row, column; };

#ifdef __AVX512F__
constexpr int vector_bytes = 64, tile_rows = 8;
#else
constexpr int vector_bytes = 32, tile_rows = 4;
#endif
template <class T> struct Lanes { typedef T type __attribute__((vector_size(vector_bytes), aligned(sizeof(T)), may_alias)); };
template <class T> constexpr int tile_columns = 2 * vector_bytes / int(sizeof(T));

// Only here a multiplication and an addition may be one operation: elsewhere it would undo what functions do with rounding
// errors, and gain little.
#if defined(DATAWRIGHT_RELAXED) && defined(__GNUC__) && !defined(__clang__)
#define FUSED __attribute__((optimize("fp-contract=fast")))
#else
#define FUSED
#endif

// A tile of c += a panel (k by tile_rows) times b panel (k by tile_columns).
template <class T> FUSED static void tile_product(int64_t k, const T *__restrict a, const T *__restrict b, T *__restrict c, int64_t c_row, bool first) {
    typedef typename Lanes<T>::type V;
    constexpr int lanes = vector_bytes / sizeof(T);
    V sum[tile_rows][2];
    for (int i = 0; i < tile_rows; ++i)
        for (int j = 0; j < 2; ++j) sum[i][j] = first ? V{} : *(const V *)(c + i * c_row + j * lanes);
    for (int64_t p = 0; p < k; ++p) {
        const V b0 = *(const V *)(b + p * tile_columns<T>), b1 = *(const V *)(b + p * tile_columns<T> + lanes);
#pragma GCC unroll 8
        for (int i = 0; i < tile_rows; ++i) {
            const T x = a[p * tile_rows + i];
            sum[i][0] += x * b0;
            sum[i][1] += x * b1;
        }
    }
    for (int i = 0; i < tile_rows; ++i)
        for (int j = 0; j < 2; ++j) *(V *)(c + i * c_row + j * lanes) = sum[i][j];
}

// A small product, or one of shapes that nothing else serves.
template <class T> static void plain_product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c) {
    for (int64_t i = 0; i < m; ++i) {
        for (int64_t j = 0; j < n; ++j) {
            T sum = 0;
            for (int64_t p = 0; p < k; ++p) sum += a.data[i * a.row + p * a.column] * b.data[p * b.row + j * b.column];
            c.data[i * c.row + j * c.column] = sum;
        }
    }
}

// Few rows, b by rows: b is read once and in order, some columns at a time, and the rows of c stay in the nearest cache.
template <class T> static void flat_product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool threads) {
    typedef typename Lanes<T>::type V;
    constexpr int64_t lanes = vector_bytes / sizeof(T), strip = 4096 / sizeof(T), deep = 8;
#pragma omp parallel for schedule(static) if (threads)
    for (int64_t begin = 0; begin < n; begin += strip) {
        const int64_t end = std::min(n, begin + strip), whole = begin + (end - begin) / lanes * lanes;
        for (int64_t i = 0; i < m; ++i)
            for (int64_t j = begin; j < end; ++j) c.data[i * c.row + j] = 0;
        int64_t p = 0;
        for (; p + deep <= k; p += deep) {
            const T *rows = b.data + p * b.row;
            for (int64_t j = begin; j < whole; j += lanes) {
                V values[deep];
#pragma GCC unroll 8
                for (int64_t q = 0; q < deep; ++q) values[q] = *(const V *)(rows + q * b.row + j);
                for (int64_t i = 0; i < m; ++i) {
                    const T *x = a.data + i * a.row + p * a.column;
                    V sum = *(V *)(c.data + i * c.row + j);
#pragma GCC unroll 8
                    for (int64_t q = 0; q < deep; ++q) sum = sum + x[q * a.column] * values[q];
                    *(V *)(c.data + i * c.row + j) = sum;
                }
            }
            for (int64_t i = 0; i < m; ++i)
                for (int64_t j = whole; j < end; ++j)
                    for (int64_t q = p; q < p + deep; ++q) c.data[i * c.row + j] += a.data[i * a.row + q * a.column] * b.data[q * b.row + j];
        }
        for (; p < k; ++p)
            for (int64_t i = 0; i < m; ++i)
                for (int64_t j = begin; j < end; ++j) c.data[i * c.row + j] += a.data[i * a.row + p * a.column] * b.data[p * b.row + j];
    }
}

// One column, a by rows: several rows at a time, each a chain of its own.
template <class T> static void tall_product(int64_t m, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool threads) {
    constexpr int64_t rows = 8;
#pragma omp parallel for schedule(static) if (threads)
    for (int64_t i = 0; i < m / rows * rows; i += rows) {
        T sum[rows] = {};
        for (int64_t p = 0; p < k; ++p)
            for (int64_t r = 0; r < rows; ++r) sum[r] += a.data[(i + r) * a.row + p * a.column] * b.data[p * b.row];
        for (int64_t r = 0; r < rows; ++r) c.data[(i + r) * c.row] = sum[r];
    }
    const int64_t done = m / rows * rows;
    plain_product<T>(m - done, 1, k, {a.data + done * a.row, a.row, a.column}, b, {c.data + done * c.row, c.row, c.column});
}

template <class T> static void packed_product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool threads) {
    constexpr int64_t rows = tile_rows, columns = tile_columns<T>, deep = 256, high = 96, wide = 2048;
    T *b_panels = allocate<T>(deep * wide);
    for (int64_t jb = 0; jb < n; jb += wide) {
        const int64_t width = std::min(wide, n - jb), strips = (width + columns - 1) / columns;
        for (int64_t pb = 0; pb < k; pb += deep) {
            const int64_t depth = std::min(deep, k - pb);
#pragma omp parallel if (threads)
            {
                T *a_panels = allocate<T>(deep * high);
                T *edge = allocate<T>(rows * columns);
#pragma omp for schedule(static)
                for (int64_t s = 0; s < strips; ++s) {
                    T *panel = b_panels + s * columns * depth;
                    const int64_t j0 = jb + s * columns, used = std::min<int64_t>(columns, n - j0);
                    for (int64_t p = 0; p < depth; ++p)
                        for (int64_t j = 0; j < columns; ++j) panel[p * columns + j] = j < used ? b.data[(pb + p) * b.row + (j0 + j) * b.column] : T(0);
                }
#pragma omp for schedule(dynamic)
                for (int64_t ib = 0; ib < m; ib += high) {
                    const int64_t height = std::min(high, m - ib);
                    for (int64_t i0 = 0; i0 < height; i0 += rows)
                        for (int64_t p = 0; p < depth; ++p)
                            for (int64_t i = 0; i < rows; ++i) a_panels[i0 * depth + p * rows + i] = i0 + i < height ? a.data[(ib + i0 + i) * a.row + (pb + p) * a.column] : T(0);
                    for (int64_t s = 0; s < strips; ++s) {
                        const int64_t j0 = jb + s * columns, across = std::min<int64_t>(columns, n - j0);
                        for (int64_t i0 = 0; i0 < height; i0 += rows) {
                            const int64_t down = std::min<int64_t>(rows, height - i0);
                            T *out = c.data + (ib + i0) * c.row + j0 * c.column;
                            if (down == rows && across == columns && c.column == 1) {
                                tile_product<T>(depth, a_panels + i0 * depth, b_panels + s * columns * depth, out, c.row, pb == 0);
                                continue;
                            }
                            for (int64_t i = 0; i < down; ++i)
                                for (int64_t j = 0; j < across; ++j) edge[i * columns + j] = pb == 0 ? T(0) : out[i * c.row + j * c.column];
                            tile_product<T>(depth, a_panels + i0 * depth, b_panels + s * columns * depth, edge, columns, pb == 0);
                            for (int64_t i = 0; i < down; ++i)
                                for (int64_t j = 0; j < across; ++j) out[i * c.row + j * c.column] = edge[i * columns + j];
                        }
                    }
                }
                release(edge);
                release(a_panels);
            }
        }
    }
    release(b_panels);
}

#ifdef DATAWRIGHT_OPENBLAS
static inline void blas(int ta, int tb, int m, int n, int k, const float *a, int lda, const float *b, int ldb, float *c, int ldc) { cblas_sgemm(101, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc); }
static inline void blas(int ta, int tb, int m, int n, int k, const double *a, int lda, const double *b, int ldb, double *c, int ldc) { cblas_dgemm(101, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc); }

// An OpenBLAS older than the processor takes the plainest kernels that it has, and those are slower than ours.
static inline bool blas_knows_processor() {
    static const bool knows = std::strcmp(openblas_get_corename(), "Prescott") != 0 && std::strcmp(openblas_get_corename(), "generic") != 0;
    return knows;
}

// By rows (no transpose), by columns (transposed), or not at all.
template <class T> static inline bool blas_layout(Matrix<const T> x, int64_t rows, int64_t columns, int &transpose, int &leading) {
    const bool by_rows = x.column == 1 && x.row >= columns, by_columns = x.row == 1 && x.column >= rows;
    if (!by_rows && !by_columns) return false;
    transpose = by_rows ? 111 : 112;
    leading = int(by_rows ? x.row : x.column);
    return (by_rows ? x.row : x.column) <= INT32_MAX;
}
#endif

// c (m by n) = a (m by k) times b (k by n).
template <class T> static void matrix_product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool threads) {
    const double work = double(m) * double(n) * double(k);
    if (work < 8000) return plain_product<T>(m, n, k, a, b, c);
    threads = threads && work > 1e6;
    // Few rows are bound by reading b, which a library that packs it reads more than once.
    if (n > 1 && m <= 2 * tile_rows && b.column == 1 && c.column == 1) return flat_product<T>(m, n, k, a, b, c, threads);
#ifdef DATAWRIGHT_OPENBLAS
    int ta, tb, lda, ldb;
    if (m > 1 && n > 1 && blas_knows_processor() && m <= INT32_MAX && n <= INT32_MAX && k <= INT32_MAX && c.column == 1 && c.row >= n && c.row <= INT32_MAX && blas_layout<T>(a, m, k, ta, lda) && blas_layout<T>(b, k, n, tb, ldb))
        return blas(ta, tb, int(m), int(n), int(k), a.data, lda, b.data, ldb, c.data, int(c.row));
#endif
    if (n == 1) return tall_product<T>(m, k, a, b, c, threads);
    // One row by columns is the transposed case.
    if (m == 1 && b.column != 1) return tall_product<T>(n, k, {b.data, b.column, b.row}, {a.data, a.column, 0}, {c.data, c.column, 0}, threads);
    packed_product<T>(m, n, k, a, b, c, threads);
}

}  // namespace np
`;
