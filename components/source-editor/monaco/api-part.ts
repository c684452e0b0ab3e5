// The programming interface, with the services made ready and Python's colours registered.
import { loader } from "@monaco-editor/react";
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/languages/definitions/python/register.js";
import { defineThemes } from "./themes";

loader.config({ monaco });
defineThemes(monaco);

export const next = () => import("./features-part");
