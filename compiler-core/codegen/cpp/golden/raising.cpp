// import numpy as np
//
//
// def raising(A, limit):
//     total = 0.0
//     for i in range(A.shape[0]):
//         if A[i] > limit:
//             raise ValueError("a value is above the limit")
//         total += A[i]
//     return total
//
//

// Returns 0, or 1 + the place of the exception that was raised.
int64_t raising(int64_t N, const double *__restrict A, double limit, double *__restrict v_return) {
    // 6: for i in range(A.shape[0]):
    double total = 0.0;
    for (int64_t i = 0; i < N; ++i) {
        // 7: if A[i] > limit:
        const bool tmp_greater = A[i] > limit;
        if (tmp_greater) {
            // 8: raise ValueError("a value is above the limit")
            // ValueError: a value is above the limit
            return 1;
        }
        // 9: total += A[i]
        total = total + A[i];
    }
    // 4: def raising(A, limit):
    v_return[0] = total;
    return 0;
}
