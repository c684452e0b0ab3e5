// Before tests: dist/ holds what the sources say.
import { bundle, isStale } from "../cli/bundle.mjs";

export default async function bundled() {
  if (isStale()) await bundle();
}
