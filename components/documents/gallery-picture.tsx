"use client";
// The small pictures that were drawn when the studio was built; a picture that can't be had is left out.
import { useEffect, useState } from "react";
import type { SmallPicture } from "@/components/graph-view/gallery-pictures";

type Pictures = Readonly<Record<string, SmallPicture>>;

let asked: Promise<Pictures> | undefined;

/** Asked for when the dialog first opens. Offline before that, the programs stand there by name only. */
export function useGalleryPictures(): Pictures {
  const [pictures, setPictures] = useState<Pictures>({});
  useEffect(() => {
    asked ??= fetch(new URL("elk/gallery-pictures.json", document.baseURI)).then(
      (response) => (response.ok ? (response.json() as Promise<Pictures>) : {}),
      () => ({}),
    );
    void asked.then(setPictures);
  }, []);
  return pictures;
}

export function GalleryPicture({ picture }: { readonly picture: SmallPicture | undefined }) {
  if (picture === undefined) return <span className="gallery-picture" />;
  const { width, height, paths } = picture;
  return (
    <svg className="gallery-picture" viewBox={`-4 -4 ${width + 8} ${height + 8}`} aria-hidden="true">
      {Object.entries(paths).map(([kind, d]) => (
        <path key={kind} className={`mini ${kind}`} d={d} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}
