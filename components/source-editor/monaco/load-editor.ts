// Loads Monaco part by part, with room for the page between two parts.
import type { FullEditor } from "../full-editor";

let loading: Promise<typeof FullEditor> | undefined;

export function loadEditor(): Promise<typeof FullEditor> {
  loading ??= inParts();
  return loading;
}

async function inParts(): Promise<typeof FullEditor> {
  const model = await import("./model-part");
  await breath();
  const view = await model.next();
  await breath();
  const widget = await view.next();
  await breath();
  const services = await widget.next();
  await breath();
  const api = await services.next();
  await breath();
  const features = await api.next();
  await breath();
  const hover = await features.next();
  await breath();
  const full = await hover.next();
  await breath();
  return full.FullEditor;
}

/** Lets the page take keys and draw before more is done. */
const breath = () => new Promise<void>((resolve) => setTimeout(resolve));
