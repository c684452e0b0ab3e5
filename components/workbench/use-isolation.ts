import { useEffect } from "react";
import { tabValue } from "@/components/documents/kept-values";
import { base } from "@/components/workers/services";

/**
 * Threads need an isolated page. Where the host sends no headers for that, a service worker adds them from the next
 * load on; the page reloads for it once, and only before anything was typed or pressed. Without it all works on one thread.
 */
export function useIsolation(): void {
  useEffect(() => {
    if (window.crossOriginIsolated || !window.isSecureContext || !("serviceWorker" in navigator)) return;
    let touched = false;
    const touch = () => {
      touched = true;
    };
    const events = ["keydown", "pointerdown", "paste", "drop"] as const;
    for (const event of events) window.addEventListener(event, touch, { capture: true });
    const isolate = async () => {
      await navigator.serviceWorker.register(`${base()}isolation.js`, { scope: base() });
      await navigator.serviceWorker.ready;
      if (touched || tabValue.read("isolation") !== undefined) return;
      tabValue.write("isolation", "tried");
      // Where the tab keeps nothing, reloading could go on for ever.
      if (tabValue.read("isolation") === "tried") window.location.reload();
    };
    // A host or a browser may refuse service workers: then the page stays as it is, on one thread.
    isolate().catch(() => undefined);
    return () => {
      for (const event of events) window.removeEventListener(event, touch, { capture: true });
    };
  }, []);
}
