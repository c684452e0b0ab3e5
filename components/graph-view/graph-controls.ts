// The picture's own actions, for commands: whichever graph is on the page answers.
export interface GraphActions {
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly frameSelection: () => void;
  readonly search: () => void;
  readonly picture: () => SVGSVGElement | null;
}

let actions: GraphActions | undefined;

export const graphControls = {
  attach(given: GraphActions): () => void {
    actions = given;
    return () => {
      if (actions === given) actions = undefined;
    };
  },
  get current(): GraphActions | undefined {
    return actions;
  },
};

/** The drawn picture as a file of its own, with the colours of the theme at hand. */
export function pictureAsSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [
    svg.querySelectorAll<SVGElement>("path, rect, ellipse, polygon, line, text"),
    copy.querySelectorAll<SVGElement>("path, rect, ellipse, polygon, line, text"),
  ];
  for (const [i, element] of [...from].entries()) {
    const style = getComputedStyle(element);
    const target = to[i];
    if (target === undefined) continue;
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font", "display"])
      target.style.setProperty(name, style.getPropertyValue(name));
  }
  const group = svg.querySelector("g");
  const box = group?.getBBox();
  if (box) {
    copy.querySelector(":scope > g")?.removeAttribute("transform");
    copy.setAttribute(
      "viewBox",
      [box.x - 8, box.y - 8, box.width + 16, box.height + 16].map((n) => n.toFixed(1)).join(" "),
    );
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
