// The programming interface, with the services made ready and Python's colours registered.
import { loader } from "@monaco-editor/react";
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/languages/definitions/python/register.js";

loader.config({ monaco });
// Makes the services, which the first editor would otherwise make in the task that draws it.
monaco.editor.getModels();

export const next = () => import("./features-part");
