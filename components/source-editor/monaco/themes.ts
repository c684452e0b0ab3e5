// The editor in the studio's colours: those of theme/tokens.css, since the editor takes no CSS variables.
import type { Monaco } from "@monaco-editor/react";

const none = "#00000000";

export const themeName = (dark: boolean) => (dark ? "datawright-dark" : "datawright-light");

/** From the colours that the page shows now; to be called again when they are others. */
export function defineTheme(monaco: Monaco, dark: boolean): void {
  monaco.editor.defineTheme(themeName(dark), {
    base: dark ? "vs-dark" : "vs",
    inherit: true,
    rules: ["comment", "keyword", "number", "string"].map((token) => ({
      token,
      foreground: shownColour(`code-${token}`).slice(1),
    })),
    colors: {
      "editor.background": shownColour("ground"),
      "editor.foreground": shownColour("code-text"),
      "editorLineNumber.foreground": shownColour("line-number"),
      "editorLineNumber.activeForeground": shownColour("text"),
      "editor.lineHighlightBorder": none,
      "editor.lineHighlightBackground": shownColour("panel"),
      focusBorder: none,
    },
  });
}

/** What a variable stands for: "#1b2028". */
function shownColour(name: string): string {
  const probe = document.createElement("span");
  probe.hidden = true;
  // Otherwise the system's colours would be read where it chooses them.
  probe.style.setProperty("forced-color-adjust", "none");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const parts = getComputedStyle(probe).color.match(/\d+/g) ?? [];
  probe.remove();
  return `#${parts
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;
}
