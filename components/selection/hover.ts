// Lights up everything that shows the same element, in every panel, by class and without rendering: whatever shows an
// element carries its id in `data-node`.
type Listener = (element: string | undefined) => void;

const listeners = new Set<Listener>();
let hovered: string | undefined;

export function hover(element: string | undefined): void {
  if (element === hovered) return;
  if (hovered !== undefined) for (const shown of document.querySelectorAll(".hot")) shown.classList.remove("hot");
  hovered = element;
  if (element !== undefined)
    for (const shown of document.querySelectorAll(`[data-node="${CSS.escape(element)}"]`)) shown.classList.add("hot");
  for (const listener of listeners) listener(element);
}

/** For what can't be marked by class: the editor's lines. */
export function onHover(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The element that a pointer event is about. */
export function elementUnder(target: EventTarget | null): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement | SVGElement>("[data-node]")?.dataset["node"]
    : undefined;
}
