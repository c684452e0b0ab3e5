// Runs inside the sandboxed frame, whose origin is nobody's: starts the Python worker from text that the page hands over,
// and passes on one port. It has no network, no storage and no way to the page but that port.
addEventListener(
  "message",
  (event) => {
    if (event.source !== parent) return;
    const { parts, port, files } = event.data;
    const worker = new Worker(URL.createObjectURL(new Blob(parts, { type: "text/javascript" })));
    worker.onerror = (error) => port.postMessage({ kind: "failed", message: error.message });
    worker.postMessage({ port, files }, [port, ...files.map((file) => file.bytes)]);
  },
  { once: true },
);
parent.postMessage("python-frame-ready", "*");
