import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "../components/theme/tokens.css";
import "../components/theme/base.css";

export const metadata: Metadata = {
  title: "Datawright",
  description: "See where a NumPy program's data goes, make it fast, and prove that it still computes the same.",
  icons: { icon: "./icon.svg" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
