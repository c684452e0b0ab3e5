import { expect, it, vi } from "vitest";
import { compiled } from "../testing/programs.ts";
import { transform } from "./index.ts";

vi.mock("./registry.gen.ts", async (original) => {
  const { transformations } = await original<typeof import("./registry.gen.ts")>();
  const { lostContainer } = await import("../testing/planted-transformations.ts");
  return { transformations: [...transformations, lostContainer] };
});

it("refuses what would leave a graph that means nothing, and changes nothing", () => {
  const { sdfg } = compiled("hdiff");
  const before = JSON.stringify(sdfg);
  const done = transform(sdfg, "LostContainer", {});
  expect(done).toMatchObject({ kind: "refusal", code: "invalid" });
  expect(done.kind === "refusal" && done.reason).toMatch(
    /^LostContainer would leave a graph that means nothing: .+\.$/,
  );
  expect(JSON.stringify(sdfg)).toBe(before);
});

it("refuses what it does not know", () => {
  const { sdfg } = compiled("hdiff");
  expect(transform(sdfg, "Nothing", {})).toMatchObject({ code: "unknown-transformation" });
  expect(transform(sdfg, "Simplify", {}, { deep: true })).toMatchObject({ code: "unknown-option" });
  expect(transform(sdfg, "FullMapFusion", {}, { copies: "many" })).toMatchObject({ code: "option-type" });
});
