import { expect, it } from "vitest";
import { judgeRaised } from "./raised.ts";

const raised = (message: string, line = 3, exception = "IndexError") => ({ exception, message, line });
const kind = (ours: string, theirs: string) => judgeRaised(raised(ours), raised(theirs)).kind;

it("compares type, line and message", () => {
  expect(kind("too big", "too big")).toBe("right");
  expect(kind("too big", "too small")).toBe("wrong");
  expect(judgeRaised(raised("too big"), raised("too big", 4)).kind).toBe("wrong");
  expect(judgeRaised(raised("too big"), raised("too big", 3, "ValueError")).kind).toBe("wrong");
});

it("lets NumPy name values where our message leaves them open, and nothing else", () => {
  const ours = "index … is out of bounds for axis 0 with size …";
  expect(kind(ours, "index 100 is out of bounds for axis 0 with size 9")).toBe("right");
  expect(kind(ours, "index -7 is out of bounds for axis 0 with size 3")).toBe("right");
  expect(kind(ours, "index 100 is out of bounds for axis 1 with size 9")).toBe("wrong");
  expect(kind(ours, "the index 100 is out of bounds for axis 0 with size 9")).toBe("wrong");
  expect(kind("a … b", "a 1 b and more")).toBe("wrong");
  expect(kind("a…", "b")).toBe("wrong");
});

it("says that only one of them raised", () => {
  expect(judgeRaised(undefined, raised("too big"))).toMatchObject({
    kind: "wrong",
    reason: "the run raised nothing, and NumPy IndexError: too big (line 3)",
  });
  expect(judgeRaised(raised("too big"), undefined).kind).toBe("wrong");
});
