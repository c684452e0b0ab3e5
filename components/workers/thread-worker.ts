// A further thread of a program that the engine worker runs.
import { serveThread } from "@datawright/compiler-core/runtime";

serveThread({
  send: (reply) => self.postMessage(reply),
  receive: (handle) => {
    self.onmessage = ({ data }) => handle(data);
  },
});
