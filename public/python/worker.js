// The Python worker: Pyodide with NumPy from bytes that were posted in. It follows pyodide.asm.js and pyodide.js in one
// blob, so that no script has to be fetched. Every request gets one answer with its id.
let port;
let driver;

self.onmessage = async ({ data }) => {
  self.onmessage = null;
  port = data.port;
  const files = new Map(data.files.map((file) => [file.name, file]));
  // Pyodide asks for its files by address; here they are already.
  self.fetch = async (address) => {
    const name = String(address.url ?? address)
      .split("/")
      .pop();
    const file = files.get(name);
    if (file === undefined) throw new TypeError(`${name} is not among the files of this sandbox`);
    return new Response(file.bytes.slice(0), { headers: { "Content-Type": file.type } });
  };
  try {
    port.postMessage({ kind: "progress", message: "Starting Python" });
    const pyodide = await self.loadPyodide({
      indexURL: "https://sandbox.invalid/",
      stdout: () => {},
      stderr: () => {},
    });
    port.postMessage({ kind: "progress", message: "Loading NumPy" });
    await pyodide.loadPackage("numpy", { messageCallback: () => {}, errorCallback: () => {} });
    files.clear();
    // The policy lets none of these reach anything; the program does not even find them.
    for (const name of ["WebSocket", "WebTransport", "EventSource", "BroadcastChannel", "indexedDB", "caches"])
      Reflect.deleteProperty(self, name);
    driver = pyodide.runPython(data.files.find((file) => file.name === "driver.py").text);
    if (data.files.find((file) => file.name === "interrupt")?.shared)
      pyodide.setInterruptBuffer(data.files.find((file) => file.name === "interrupt").shared);
    port.onmessage = ({ data: request }) => answer(request);
    port.postMessage({
      kind: "ready",
      python: pyodide.runPython("import sys, numpy; f'Python {sys.version.split()[0]}, NumPy {numpy.__version__}'"),
    });
  } catch (error) {
    port.postMessage({ kind: "failed", message: String(error?.message ?? error) });
  }
};

function answer(request) {
  try {
    const result = driver(JSON.stringify(request.call), request.arrays ?? []);
    const text = result.get(0);
    const proxies = result.get(1);
    const arrays = [];
    for (const proxy of proxies) {
      const view = proxy.getBuffer("u8");
      arrays.push(view.data.slice().buffer);
      view.release();
      proxy.destroy();
    }
    proxies.destroy();
    result.destroy();
    port.postMessage({ kind: "answer", id: request.id, result: JSON.parse(text), arrays }, arrays);
  } catch (error) {
    port.postMessage({ kind: "error", id: request.id, message: String(error?.message ?? error) });
  }
}
