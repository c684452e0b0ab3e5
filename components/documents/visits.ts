// Back and Forward go through the documents that this tab showed: each entry of its history names one.
interface Visit {
  readonly datawright: string;
}

function visitOf(state: unknown): string | undefined {
  const { datawright } = (typeof state === "object" && state !== null ? state : {}) as Partial<Visit>;
  return typeof datawright === "string" ? datawright : undefined;
}

/** The document of the entry at hand; none on a first visit, or behind a link that is yet to be opened. */
export const visited = (): string | undefined => visitOf(history.state);

/** A document is shown: a new entry, or the entry at hand where that has none yet. What came with a link leaves the address. */
export function noteVisit(id: string): void {
  const before = visited();
  if (before === id) return;
  const visit: Visit = { datawright: id };
  const address = location.pathname + location.search;
  if (before === undefined) history.replaceState(visit, "", address);
  else history.pushState(visit, "", address);
}

/** Calls with the document that Back or Forward came to. */
export function onReturn(show: (id: string) => void): () => void {
  const onPop = ({ state }: PopStateEvent) => {
    const id = visitOf(state);
    if (id !== undefined) show(id);
  };
  window.addEventListener("popstate", onPop);
  return () => window.removeEventListener("popstate", onPop);
}
