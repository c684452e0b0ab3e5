// The studio is a static export: it needs no server of its own and works from any folder of any host.
const isolation = [
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Embedder-Policy", value: "require-corp" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

/** @type {import("next").NextConfig} */
const config = {
  output: "export",
  images: { unoptimized: true },
  devIndicators: false,
  ...(process.env.NODE_ENV === "development"
    ? { headers: async () => [{ source: "/:path*", headers: isolation }] }
    : {}),
};

export default config;
