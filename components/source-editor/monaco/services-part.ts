// The services that an editor on its own needs.
import "monaco-editor/editor/standalone/browser/standaloneServices.js";

export const next = () => import("./api-part");
