namespace np {

static inline float exp_float32(float x) {
    const float limited = np::minimum(np::maximum(x, -105.0f), 89.0f);
    const float n = std::nearbyint(limited * 1.4426950216293335f);
    const float top = limited - np::rounded(n * 0.693359375f);
    const float shift = n * -0.00021219444170128554f;
    const float r = top - shift;
    const float q = 0.5f + r * (0.1666666716337204f + r * (0.0416666679084301f + r * (0.008333333767950535f + r * (0.0013888889225199819f + r * 0.00019841270113829523f))));
    const float y = 1.0f + (r + (r * r * q + (top - r - shift)));
    const float half = std::floor(n * 0.5f);
    return y * np::bits_as<float>(int32_t(uint32_t(np::bits_as<int32_t>(half + 12583039.0f)) << 23)) * np::bits_as<float>(int32_t(uint32_t(np::bits_as<int32_t>(n - half + 12583039.0f)) << 23));
}

}  // namespace np

// Returns 0, or 1 + the place of the exception that was raised.
int64_t elementwise(int64_t N, const float *__restrict in0, float *__restrict out) {
    #pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < N; ++i) {
        out[i] = np::exp_float32(in0[i]);
    }
    return 0;
}
