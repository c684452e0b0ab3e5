// import numpy as np
//
//
// def select_positive(Z):
//     v = Z[Z > 0]
//     return v.sum()
//
//

// Returns 0, or 1 + the place of the exception that was raised.
int64_t select_positive(int64_t N, const double *__restrict Z, double *__restrict v_return) {
    np::Memory<bool> tmp_greater_memory{N};
    bool *__restrict tmp_greater = tmp_greater_memory.data;
    // 5: v = Z[Z > 0]
    for (int64_t i0 = 0; i0 < N; ++i0) {
        tmp_greater[i0] = Z[i0] > 0.0;
    }
    int64_t v_count = INT64_C(0);
    for (int64_t i0 = 0; i0 < N; ++i0) {
        v_count = int64_t(uint64_t(v_count) + uint64_t(int64_t(tmp_greater[i0])));
    }
    const int64_t v_size = v_count;
    np::Memory<double> v_memory{v_size};
    double *__restrict v = v_memory.data;
    int64_t compress_count = 0;
    for (int64_t compress_i0 = 0; compress_i0 < std::max<int64_t>(0, N); ++compress_i0) {
        if (tmp_greater[compress_i0]) {
            v[compress_count] = Z[compress_i0];
            compress_count = compress_count + 1;
        }
    }
    tmp_greater_memory.free();
    // 6: return v.sum()
    double result = 0.0;
    for (int64_t i0 = 0; i0 < v_size; ++i0) {
        result = result + v[i0];
    }
    v_memory.free();
    // 4: def select_positive(Z):
    v_return[0] = result;
    return 0;
}
