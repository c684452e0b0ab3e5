// The editor's text model. The parts load one another, so that each brings only what those before it left out, and each is
// evaluated in a task of its own: the whole editor at once would hold the page up.
import "monaco-editor/editor/common/model/textModel.js";

export const next = () => import("./view-part");
