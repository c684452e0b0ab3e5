// What the first picture does not need: loaded once the page can be used, so that it is there when it is asked for, also
// without a network.
import dynamic from "next/dynamic";
import { studioLayouter } from "@/components/graph-view/studio-layouter";
import { base } from "@/components/workers/services";

const roofline = () => import("@/components/roofline/roofline-panel");
const code = () => import("@/components/code-view/code-view");
const agent = () => import("@/components/agent/agent-panel");
const overlays = () => import("./overlays");

export const RooflinePanel = dynamic(() => roofline().then((module) => module.RooflinePanel), { ssr: false });
export const CodeView = dynamic(() => code().then((module) => module.CodeView), { ssr: false });
export const AgentPanel = dynamic(() => agent().then((module) => module.AgentPanel), { ssr: false });
export const Overlays = dynamic(() => overlays().then((module) => module.Overlays), { ssr: false });

export async function loadTheRest(): Promise<void> {
  await Promise.all([roofline(), code(), agent(), overlays()]);
  studioLayouter(base()).start();
}
