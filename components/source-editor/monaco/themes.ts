// The editor in the studio's colours.
import type { Monaco } from "@monaco-editor/react";

export function defineThemes(monaco: Monaco): void {
  monaco.editor.defineTheme("datawright-light", {
    base: "vs",
    inherit: true,
    rules: [
      { token: "comment", foreground: "5c6773" },
      { token: "keyword", foreground: "0b5cad" },
      { token: "number", foreground: "00664a" },
      { token: "string", foreground: "8f3f1b" },
    ],
    colors: {
      "editor.background": "#ffffff",
      "editorLineNumber.foreground": "#626b78",
      "editorLineNumber.activeForeground": "#1b2028",
      "editor.lineHighlightBorder": "#00000000",
      "editor.lineHighlightBackground": "#f3f5f8",
      focusBorder: "#00000000",
    },
  });
  monaco.editor.defineTheme("datawright-dark", {
    base: "vs-dark",
    inherit: true,
    rules: [
      { token: "comment", foreground: "8b96a5" },
      { token: "keyword", foreground: "6fb2f2" },
      { token: "number", foreground: "4fc79f" },
      { token: "string", foreground: "e0a17f" },
    ],
    colors: {
      "editor.background": "#14171c",
      "editorLineNumber.foreground": "#8d97a5",
      "editorLineNumber.activeForeground": "#e6e9ee",
      "editor.lineHighlightBorder": "#00000000",
      "editor.lineHighlightBackground": "#1a1e24",
      focusBorder: "#00000000",
    },
  });
}
