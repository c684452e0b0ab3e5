import { describe, expect, test } from "vitest";
import { type Command, findCommands } from "./command";
import { commandForKeys, isSingleKey, pressedKeys, printKeys } from "./keys";

const press = (key: string, mods: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...mods,
});
const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  words: id,
  group: "View",
  run: () => undefined,
  ...more,
});

describe("pressed keys", () => {
  const cases: [ReturnType<typeof press>, boolean, string][] = [
    [press("k", { ctrlKey: true }), false, "Mod+K"],
    [press("k", { metaKey: true }), true, "Mod+K"],
    [press("k", { ctrlKey: true }), true, "K"],
    [press("?", { shiftKey: true }), false, "?"],
    [press("F6", { shiftKey: true }), false, "Shift+F6"],
    [press("Z", { ctrlKey: true, shiftKey: true }), false, "Mod+Shift+Z"],
    [press("+", { shiftKey: true }), false, "+"],
  ];
  test.each(cases)("%o", (event, mac, text) => expect(pressedKeys(event, mac)).toBe(text));
  test("printed", () => {
    expect(printKeys("Mod+Shift+K", false)).toBe("Ctrl+Shift+K");
    expect(printKeys("Mod+K", true)).toBe("⌘K");
    expect(printKeys("+", false)).toBe("+");
  });
  test("single keys", () => {
    expect(isSingleKey("?")).toBe(true);
    expect(isSingleKey("F1")).toBe(false);
    expect(isSingleKey("Mod+K")).toBe(false);
  });
});

describe("which command", () => {
  const commands = [
    command("palette", { keys: ["F1"] }),
    command("fit", { keys: ["0"], pane: "graph" }),
    command("help", { keys: ["?"] }),
  ];
  test("single keys need their pane", () => {
    expect(commandForKeys(commands, "0", "graph", false)?.id).toBe("fit");
    expect(commandForKeys(commands, "0", "source", false)).toBeUndefined();
  });
  test("text keeps its keys, not the function keys", () => {
    expect(commandForKeys(commands, "?", "source", true)).toBeUndefined();
    expect(commandForKeys(commands, "F1", "source", true)?.id).toBe("palette");
  });
});

test("found by every word; those that can't run come last", () => {
  const commands = [
    command("a", { words: "Open a link", whyNot: "no" }),
    command("b", { words: "Open a file" }),
    command("c", { words: "Run" }),
  ];
  expect(findCommands(commands, "open").map((c) => c.id)).toEqual(["b", "a"]);
  expect(findCommands(commands, "link open").map((c) => c.id)).toEqual(["a"]);
});
