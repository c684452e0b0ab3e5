// One tab edits a document at a time: the one that holds its lock. The others show it and follow what is saved.
export interface Lease {
  /** Ends this tab's hold, or its waiting. */
  readonly release: () => void;
}

export interface LeaseEvents {
  /** "ours" at once or later, when the other tab lets go. */
  readonly onHolder: (holder: "ours" | "another tab") => void;
  /** The other tab saved a newer version. */
  readonly onSaved: () => void;
}

const channelName = "datawright.saved";

export function leaseDocument(id: string, events: LeaseEvents): Lease {
  // Where there are no locks (an old browser, a page without a secure origin), the only tab is assumed.
  if (!("locks" in navigator) || navigator.locks === undefined) {
    events.onHolder("ours");
    return { release: () => undefined };
  }
  const stop = new AbortController();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const name = `datawright.document.${id}`;
  const hold = () => {
    if (stop.signal.aborted) return undefined;
    events.onHolder("ours");
    return held;
  };
  const gone = (error: unknown) => {
    if (stop.signal.aborted) return;
    // Where storage is forbidden, locks are too, and the only tab is assumed as well.
    if (error instanceof DOMException && error.name === "SecurityError") events.onHolder("ours");
    else throw error;
  };
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock !== null) return hold();
      events.onHolder("another tab");
      navigator.locks.request(name, { signal: stop.signal }, hold).catch(gone);
      return undefined;
    })
    .catch(gone);
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }) => data === id && events.onSaved();
  return {
    release: () => {
      stop.abort();
      letGo();
      channel.close();
    },
  };
}

let channel: BroadcastChannel | undefined;

export function tellSaved(id: string): void {
  channel ??= typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(channelName);
  channel?.postMessage(id);
}
