"use client";
// The library: kept documents, and the gallery's programs.
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { StudioDocument } from "./document";
import { gallery } from "./gallery.gen";
import { GalleryPicture, useGalleryPictures } from "./gallery-picture";
import "./documents.css";

export interface DocumentsDialogProps {
  readonly documents: readonly StudioDocument[];
  readonly open: StudioDocument;
  readonly onShow: (document: StudioDocument) => void;
  readonly onGallery: (name: string) => void;
  readonly onNew: () => void;
  readonly onFiles: () => void;
  readonly onLink: (link: string) => void;
  readonly onRename: (name: string) => void;
  readonly onDuplicate: (document: StudioDocument) => void;
  readonly onDelete: (document: StudioDocument) => void;
  readonly onClose: () => void;
}

export function DocumentsDialog(props: DocumentsDialogProps) {
  const { documents, open, onClose } = props;
  const [link, setLink] = useState("");
  const pictures = useGalleryPictures();
  const act = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Dialog title="Programs" className="documents-dialog" onClose={onClose}>
      <div className="dialog-head">
        <h2>Programs</h2>
        <span className="spacer" />
        <button type="button" onClick={act(props.onNew)}>
          New
        </button>
        <button type="button" onClick={act(props.onFiles)}>
          Open a file…
        </button>
      </div>
      <div className="dialog-scroll">
        <label className="rename">
          <span className="soft">Name of the open program</span>
          <input
            defaultValue={open.name}
            maxLength={120}
            onBlur={(event) => event.target.value.trim() !== "" && props.onRename(event.target.value.trim())}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          />
        </label>
        <section aria-label="Yours">
          <h3>Yours, kept in this browser</h3>
          <ul className="document-list">
            {documents.map((document) => (
              <li key={document.id} className={document.id === open.id ? "open" : ""}>
                <button type="button" className="document-name" onClick={act(() => props.onShow(document))}>
                  <strong>{document.name}</strong>{" "}
                  <span className="soft">
                    {provenanceWords[document.provenance]}, {new Date(document.changedAt).toLocaleString()}
                  </span>
                </button>
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Duplicate ${document.name}`}
                  onClick={act(() => props.onDuplicate(document))}
                >
                  Duplicate
                </button>
                <button
                  type="button"
                  className="quiet"
                  aria-label={`Delete ${document.name}`}
                  onClick={act(() => props.onDelete(document))}
                >
                  Delete
                </button>
              </li>
            ))}
            {documents.length === 0 && <li className="soft">Nothing is kept yet.</li>}
          </ul>
        </section>
        <section aria-label="Gallery">
          <h3>Gallery</h3>
          <ul className="gallery-list">
            {gallery.map((program) => (
              <li key={program.name}>
                <button type="button" onClick={act(() => props.onGallery(program.name))}>
                  <GalleryPicture picture={pictures[program.name]} />
                  <strong>{program.name}</strong>
                  <span className="soft">{sentenceOf(program.about, program.text)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        <form
          className="link-form"
          onSubmit={(event) => {
            event.preventDefault();
            act(() => props.onLink(link))();
          }}
        >
          <label>
            <span className="soft">Open a link of any Datawright</span>
            <input value={link} placeholder="https://…#v1=…" onChange={(event) => setLink(event.target.value)} />
          </label>
          <button type="submit" disabled={!link.includes("#v")}>
            Open
          </button>
        </form>
      </div>
    </Dialog>
  );
}

const provenanceWords = {
  mine: "yours",
  gallery: "from the gallery",
  file: "from a file",
  link: "from a link",
} as const;

/** The first sentence that says what a program is. */
export function sentenceOf(about: string, text: string): string {
  const paragraph = about.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#"));
  const entry = /^def (?!initialize)(\w+)\(([^)]*)\)/m.exec(text);
  return (
    paragraph?.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").split(/(?<=\.)\s/)[0] ??
    (entry ? `${entry[1]}(${entry[2]})` : "")
  );
}
