import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { failureOf } from "./unexpected.ts";

const thrownBy = (body: () => void) => {
  try {
    body();
  } catch (error) {
    return failureOf(error);
  }
  return undefined;
};

it("tells what the system refused from a mistake of ours", () => {
  expect(thrownBy(() => writeFileSync("/dev/full", "x"))).toEqual({
    kind: "refused-access",
    reason: "The disk of the agent's machine is full (write).",
  });
  expect(thrownBy(() => writeFileSync(`/tmp/${"x".repeat(300)}`, ""))).toMatchObject({
    kind: "refused-access",
    reason: expect.stringContaining("ENAMETOOLONG"),
  });
  expect(failureOf(new TypeError("no such field"))).toEqual({ kind: "bug", message: "no such field" });
  expect(failureOf("words")).toEqual({ kind: "bug", message: "words" });
});
