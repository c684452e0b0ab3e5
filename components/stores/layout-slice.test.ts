import { describe, expect, test } from "vitest";
import { decodeLayout, firstLayout } from "./layout-slice";

describe("a layout from storage", () => {
  test("nothing kept is the first layout", () => expect(decodeLayout(undefined)).toEqual(firstLayout));
  test("what was kept comes back", () => {
    const kept = {
      sizes: { source: 300, side: 250, bottom: 200 },
      closed: { source: true, side: false, bottom: false },
      sideTab: "transform",
      bottomTab: "code",
    };
    expect(decodeLayout(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });
  test("odd values are replaced or clamped", () => {
    const decoded = decodeLayout({
      sizes: { source: 1e9, side: "wide", bottom: Number.NaN },
      closed: "yes",
      bottomTab: "nonsense",
    });
    expect(decoded.sizes).toEqual({ source: 900, side: firstLayout.sizes.side, bottom: firstLayout.sizes.bottom });
    expect(decoded.bottomTab).toBe(firstLayout.bottomTab);
    expect(decoded.closed.source).toBe(false);
  });
});
