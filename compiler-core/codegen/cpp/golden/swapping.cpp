// import numpy as np
//
//
// def swapping(T, A, B):
//     for t in range(T):
//         B[1:-1] = 0.5 * (A[:-2] + A[2:])
//         A, B = B, A
//     return A
//
//

// Returns 0, or 1 + the place of the exception that was raised.
int64_t swapping(int64_t N, int64_t T, double *__restrict A, double *__restrict B, double *__restrict v_return) {
    np::Memory<double> A_B_memory{2 * N};
    double *__restrict A_B = A_B_memory.data;
    // 5: for t in range(T):
    for (int64_t i0 = 0; i0 < N; ++i0) {
        A_B[i0] = A[i0];
    }
    for (int64_t i0 = 0; i0 < N; ++i0) {
        A_B[N + i0] = B[i0];
    }
    int64_t A_B_parity = 0;
    np::Memory<double> A_B_add_memory{std::max<int64_t>(0, N - 2)};
    double *__restrict A_B_add = A_B_add_memory.data;
    for (int64_t t = 0; t < T; ++t) {
        // 6: B[1:-1] = 0.5 * (A[:-2] + A[2:])
        for (int64_t i0 = 0; i0 < N - 2; ++i0) {
            A_B_add[i0] = A_B[A_B_parity * N + i0] + A_B[A_B_parity * N + i0 + 2];
        }
        for (int64_t i0 = 0; i0 < N - 2; ++i0) {
            A_B[N + i0 + 1 - A_B_parity * N] = 0.5 * A_B_add[i0];
        }
        A_B_parity = 1 - A_B_parity;
    }
    A_B_add_memory.free();
    // 4: def swapping(T, A, B):
    for (int64_t i0 = 0; i0 < N; ++i0) {
        v_return[i0] = A_B[A_B_parity * N + i0];
    }
    // 5: for t in range(T):
    for (int64_t i0 = 0; i0 < N; ++i0) {
        A[i0] = A_B[i0];
    }
    for (int64_t i0 = 0; i0 < N; ++i0) {
        B[i0] = A_B[N + i0];
    }
    return 0;
}
