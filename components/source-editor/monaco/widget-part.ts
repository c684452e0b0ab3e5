// The editor's own widget, and the lists that its services are built on.
import "monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget.js";
import "monaco-editor/platform/list/browser/listService.js";

export const next = () => import("./services-part");
