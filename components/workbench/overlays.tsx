"use client";
// Whatever stands over the workbench, one at a time.
import type { Command } from "@/components/commands/command";
import { KeySheet } from "@/components/commands/key-sheet";
import { Palette } from "@/components/commands/palette";
import {
  createDocument,
  deleteDocument,
  duplicateDocument,
  openGalleryProgram,
  openLink,
  showDocument,
} from "@/components/documents/document-actions";
import { DocumentsDialog } from "@/components/documents/documents-dialog";
import { chooseFiles } from "@/components/documents/file-actions";
import { SizesDialog } from "@/components/documents/sizes-dialog";
import type { StudioState } from "@/components/stores/studio-store";

export interface OverlaysProps {
  readonly state: StudioState;
  readonly commands: readonly Command[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly mac: boolean;
}

export function Overlays({ state, commands, sizes, mac }: OverlaysProps) {
  const { overlay, showOverlay, graph, document, documents, changeDocument, setPreset, setSizes } = state;
  const close = () => showOverlay(undefined);
  switch (overlay) {
    case undefined:
      return null;
    case "palette":
      return <Palette commands={commands} mac={mac} onClose={close} />;
    case "keys":
      return <KeySheet commands={commands} mac={mac} onClose={close} />;
    case "sizes":
      if (graph === undefined) return null;
      return (
        <SizesDialog
          sdfg={graph.sdfg}
          names={graph.signature.sizes}
          sizes={sizes}
          presets={graph.presets}
          onPreset={setPreset}
          onSizes={setSizes}
          onClose={close}
        />
      );
    case "documents":
      return (
        <DocumentsDialog
          documents={documents}
          open={document}
          onShow={(chosen) => void showDocument(chosen)}
          onGallery={(name) => void openGalleryProgram(name)}
          onNew={() => void createDocument()}
          onFiles={chooseFiles}
          onLink={(link) => void openLink(link.slice(Math.max(0, link.indexOf("#"))))}
          onRename={(name) => name !== document.name && changeDocument({ name })}
          onDuplicate={(chosen) => void duplicateDocument(chosen)}
          onDelete={(chosen) => void deleteDocument(chosen)}
          onClose={close}
        />
      );
  }
}
