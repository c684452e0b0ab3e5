// What draws lines.
import "monaco-editor/editor/browser/view.js";

export const next = () => import("./widget-part");
