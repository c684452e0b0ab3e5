// The secrets that pair this tab with an agent: the one-time token of a printed link, swapped at once for the key of a
// session, which survives a reload and ends with the tab.
import { limits } from "@datawright/agent/protocol";

/** The parts of the page that hold a secret; given, so that tests need no page. */
export interface SecretPlaces {
  readonly location: Pick<Location, "hash" | "pathname" | "search">;
  readonly history: Pick<History, "replaceState">;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

const sessionName = "datawright.agent-session";

/** The token in the address, if there is one; from here on it is neither in the address bar nor in the history. */
export function takeToken({ location, history }: SecretPlaces): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get("pair");
  if (token === null) return undefined;
  fragment.delete("pair");
  const rest = fragment.toString();
  history.replaceState(null, "", `${location.pathname}${location.search}${rest === "" ? "" : `#${rest}`}`);
  return limits.secret.test(token) ? token : undefined;
}

export function keptSession({ storage }: SecretPlaces): string | undefined {
  const key = storage.getItem(sessionName);
  return key !== null && limits.secret.test(key) ? key : undefined;
}

export function keepSession({ storage }: SecretPlaces, key: string | undefined): void {
  if (key === undefined) storage.removeItem(sessionName);
  else storage.setItem(sessionName, key);
}
