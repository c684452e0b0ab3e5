// Python in the page is hostile until proved otherwise: it must reach no network, no storage, no parent. The program below
// looks harmless to the compiler; its module level tries every way out and then raises, saying which one worked.
import { encodeLink } from "../compiler-core/serialization/link.ts";
import { expect, test } from "./studio.ts";

const hostile = (origin: string) => `import numpy as np
import js

reached = []

def attempt(name, action):
    try:
        action()
        reached.append(name)
    except BaseException:
        pass

def synchronous(address):
    request = js.XMLHttpRequest.new()
    request.open("GET", address, False)
    request.send()

for address in ("${origin}/python/frame.js", "http://127.0.0.1:9/"):
    attempt("XMLHttpRequest", lambda: synchronous(address))
    attempt("importScripts", lambda: js.importScripts(address))
    js.fetch(address)
attempt("WebSocket", lambda: js.WebSocket.new("${origin.replace("http", "ws")}/socket").send("x"))
attempt("indexedDB", lambda: js.indexedDB.open("stolen"))
attempt("localStorage", lambda: js.localStorage.setItem("stolen", "x"))
attempt("sessionStorage", lambda: js.sessionStorage.setItem("stolen", "x"))
attempt("parent", lambda: js.parent.document)
attempt("document", lambda: js.document.title)
attempt("Worker", lambda: js.Worker.new("${origin}/python/worker.js"))
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
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByTestId("run-failure")).toContainText("reached: .", { timeout: 60_000 });
  expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([]);
  const kept = await page.evaluate(async () => ({
    local: localStorage.getItem("stolen"),
    databases: (await indexedDB.databases()).map((d) => d.name),
  }));
  expect(kept.local).toBeNull();
  expect(kept.databases).not.toContain("stolen");
  await context.close();
});
