// Python in the page is hostile until proved otherwise: it must reach no network, no storage, no parent. The program below
// looks harmless to the compiler; its module level tries every way out and then raises, saying which one worked.
import { encodeLink } from "../compiler-core/serialization/link.ts";
import { expect, test } from "./studio.ts";

const hostile = (origin: string) => `import numpy as np
import js

reached = []
opened = js.XMLHttpRequest.new()
opened.open("GET", "${origin}/python/frame.js", False)
js.fetch("${origin}/python/frame.js")
actions = {
    "XMLHttpRequest": lambda: opened.send(),
    "importScripts": lambda: js.importScripts("${origin}/python/worker.js"),
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
  const text = hostile(studio.origin);
  const link = encodeLink({
    format: 1,
    madeBy: "a stranger",
    program: { name: "harmless", text },
    sizes: { N: 3 },
    steps: [],
  });
  await page.goto(`${studio.origin}/${link}`);
  await expect(page.getByTestId("python")).toHaveText(/NumPy \d/, { timeout: 90_000 });
  const requests: string[] = [];
  // What the policy stopped in the browser left no trace on a network; anything else counts, failed or not.
  const stopped: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("requestfailed", (request) => request.failure()?.errorText === "csp" && stopped.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText("reached: .", { timeout: 60_000 });
  expect(requests.filter((url) => !url.startsWith("blob:")).sort()).toEqual(stopped.sort());
  const kept = await page.evaluate(async () => ({
    local: localStorage.getItem("stolen"),
    databases: (await indexedDB.databases()).map((d) => d.name),
  }));
  expect(kept.local).toBeNull();
  expect(kept.databases).not.toContain("stolen");
  await context.close();
});
