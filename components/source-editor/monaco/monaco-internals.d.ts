// Modules of Monaco that are loaded only for being loaded; the package has no types for them.
declare module "monaco-editor/editor/common/model/textModel.js";
declare module "monaco-editor/editor/browser/view.js";
declare module "monaco-editor/editor/browser/widget/codeEditor/codeEditorWidget.js";
declare module "monaco-editor/platform/list/browser/listService.js";
declare module "monaco-editor/editor/standalone/browser/standaloneServices.js";
