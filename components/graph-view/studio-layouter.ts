// The page's one layouter: what was laid out when the studio was built, and ELK in a worker for everything else.
import ELK from "elkjs/lib/elk-api.js";
import type { KnownLayouts } from "./known-layouts";
import { Layouter } from "./layout";

let made: Layouter | undefined;

/** `base` is the folder that the studio was loaded from. */
export function studioLayouter(base: string): Layouter {
  made ??= new Layouter({
    engine: () => new ELK({ workerUrl: `${base}elk/elk-worker.min.js` }),
    known: known(`${base}elk/gallery-layouts.json`),
  });
  return made;
}

/** None where they can't be had: then every level is laid out here, only later. */
async function known(address: string): Promise<KnownLayouts> {
  try {
    const response = await fetch(address);
    return response.ok ? ((await response.json()) as KnownLayouts) : {};
  } catch {
    return {};
  }
}
