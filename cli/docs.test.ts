// What the documents say of commands, fields and tests is so.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { datawright, gallery, root } from "./testing.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");

it("README's commands end well", async () => {
  const commands = [...read("README.md").matchAll(/^ {4}npx datawright (.*)$/gm)].map(([, words = ""]) => words);
  expect(commands.length).toBeGreaterThan(1);
  for (const words of commands) {
    const args = words.split(" ").map((word) => (word.startsWith("gallery/") ? join(root, word) : word));
    expect(await datawright(args)).toMatchObject({ status: 0, err: "" });
  }
});

describe("docs/command-line.md", () => {
  const text = read("docs/command-line.md");
  const names = (value: object) => Object.keys(value);

  it("names every field of a run and of a failure", async () => {
    const run = JSON.parse((await datawright(["run", gallery("hdiff"), "--preset", "T", "--verify", "--json"])).out);
    const fields = [run, run.time, run.outputs[0], run.stages].flatMap(names);
    const failure = JSON.parse((await datawright(["check", "--json"])).out);
    for (const field of [...fields, ...names(failure)]) expect(text).toContain(`\`${field}\``);
  });

  it("names every status", () => {
    expect([...text.matchAll(/^\| (\d) \|/gm)].map(([, status]) => status)).toEqual([..."0123456"]);
  });
});

describe("docs/agent.md", () => {
  const rows = [...read("docs/agent.md").matchAll(/^\| (.+?) \| (.*test\.ts.*|.*spec\.ts.*) \|$/gm)];
  const fileOf = (name: string) =>
    [name, `agent/src/${name}`, `agent/protocol/${name}`].find((path) => existsSync(join(root, path)));

  it("has a table of which test holds which line", () => expect(rows.length).toBeGreaterThan(20));
  it.each(rows.map(([, line = "", held = ""]) => [line, held]))("%s", (_line, held) => {
    const files = [...held.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    const texts = files.map((name) => {
      const path = fileOf(name);
      expect([name, path]).not.toContain(undefined);
      return read(path ?? "");
    });
    for (const [, title = ""] of held.matchAll(/"([^"]+)"/g))
      expect(texts.filter((each) => each.includes(title)).map(() => title)).not.toEqual([]);
  });
});
