import { useEffect, useState } from "react";
import { decodeLink, linkPrefix } from "@datawright/compiler-core/serialization";
import { gallery } from "@/components/documents/gallery.gen";
import { useStudio } from "@/components/stores/studio-store";

/** What is open at first: the link's document, or the gallery's best program. Opening never runs anything. */
export function useOpening(): string | undefined {
  const openDocument = useStudio((state) => state.openDocument);
  const [notice, setNotice] = useState<string>();
  useEffect(() => {
    const open = () => {
      if (/^#v\d+=/.test(location.hash)) {
        const { value, diagnostics } = decodeLink(location.hash);
        if (value !== undefined) {
          openDocument({ name: value.program.name, text: value.program.text, sizes: value.sizes, preset: "S", provenance: "link" });
          setNotice("This program came with a link. Nothing has been run.");
          return;
        }
        setNotice(diagnostics[0]?.message);
      }
      const first = gallery.find((program) => program.name === "hdiff") ?? gallery[0];
      if (first && useStudio.getState().document.text === "") openDocument({ name: first.name, text: first.text, provenance: "gallery", preset: "S" });
    };
    open();
    const changed = () => location.hash.startsWith(linkPrefix) && open();
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, [openDocument]);
  return notice;
}
