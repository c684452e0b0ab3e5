// The studio's commands for the state at hand.
import { cancelThere, runThere } from "@/components/agent/agent-job";
import { whyNotThere } from "@/components/agent/why-not";
import {
  createDocument,
  deleteDocument,
  duplicateDocument,
  exportDocument,
  shareDocument,
  undoDelete,
} from "@/components/documents/document-actions";
import { chooseFiles, exportGraph, removeInputs } from "@/components/documents/file-actions";
import { saveFile } from "@/components/documents/open-files";
import { graphControls, pictureAsSvg } from "@/components/graph-view/graph-controls";
import { measurePageRoofs } from "@/components/roofline/page-roofs";
import { measureSteps } from "@/components/runs/measure-steps";
import { cancelRun } from "@/components/runs/run-life";
import { runProgram } from "@/components/runs/run-program";
import type { BottomTab, SideTab } from "@/components/stores/layout-slice";
import type { StudioState } from "@/components/stores/studio-store";
import { applyPreview, moveCursor, optimize } from "@/components/tuning/tuning-actions";
import type { Command } from "./command";
import { cyclePanes } from "./use-keys";

export interface CommandContext {
  readonly state: StudioState;
  /** Why nothing can be run now. */
  readonly whyNotRun: string | undefined;
  readonly dark: boolean;
  readonly toggleTheme: () => void;
}

export function studioCommands(context: CommandContext): readonly Command[] {
  return [...runCommands(context), ...documentCommands(context), ...graphCommands(context), ...viewCommands(context)];
}

function runCommands({ state, whyNotRun }: CommandContext): readonly Command[] {
  const working = state.run.kind === "working";
  const there = state.engine.kind === "agent" && state.agent.kind === "paired";
  const goThere = () => {
    showBottom(state, "agent");
    void runThere();
  };
  return [
    {
      id: "run",
      words: "Run and check against NumPy",
      group: "Run",
      keys: ["Mod+Enter"],
      ...because(working ? "A run is going on." : there ? whyNotThere(state, whyNotRun) : whyNotRun),
      run: there ? goThere : () => void runProgram(),
    },
    {
      id: "optimize",
      words: "Optimize: find steps, check and measure them",
      group: "Recipe",
      keys: ["Mod+Shift+Enter"],
      ...because(working ? "A run is going on." : whyNotRun),
      run: () => void optimize(),
    },
    ...agentCommands(state, whyNotRun, goThere),
    ...recipeCommands(state, whyNotRun),
    {
      id: "cancel",
      words: "Cancel the run",
      group: "Run",
      keys: ["Mod+."],
      ...because(working ? undefined : "Nothing is running."),
      run: cancelRun,
    },
    {
      id: "measure-roofs",
      words: "Measure this page’s roofs",
      group: "Run",
      ...because(working ? "A run is going on." : undefined),
      run: () => {
        showBottom(state, "roofline");
        void measurePageRoofs();
      },
    },
    {
      id: "sizes",
      words: "Choose sizes",
      group: "Program",
      keys: ["Mod+Shift+S"],
      ...because(
        state.graph === undefined
          ? "The program doesn't compile yet."
          : state.given.kind === "bound"
            ? `The sizes are those of ${state.given.name}.`
            : undefined,
      ),
      run: () => state.showOverlay("sizes"),
    },
  ];
}

function agentCommands(state: StudioState, whyNotRun: string | undefined, goThere: () => void): readonly Command[] {
  return [
    {
      id: "run-agent",
      words: "Run on the agent",
      group: "Run",
      keys: ["Mod+Alt+Enter"],
      ...because(whyNotThere(state, whyNotRun)),
      run: goThere,
    },
    {
      id: "cancel-agent",
      words: "Cancel the run on the agent",
      group: "Run",
      keys: ["Mod+Alt+."],
      ...because(state.agentRun.kind === "working" ? undefined : "Nothing runs on the agent."),
      run: () => void cancelThere(),
    },
  ];
}

function showBottom({ setLayout, togglePane, bringToFront }: StudioState, tab: BottomTab): void {
  setLayout({ bottomTab: tab });
  togglePane("bottom", false);
  bringToFront("bottom");
}

function recipeCommands(state: StudioState, whyNotRun: string | undefined): readonly Command[] {
  const { document, recipe, preview, past, future, deleted, optionsOf, setOptionsOf, undo, redo } = state;
  const [first, last] = [recipe.cursor === 0, recipe.cursor >= recipe.steps.length];
  const isOpen = optionsOf === document.id && !first;
  return [
    {
      id: "apply",
      words: "Apply the previewed step",
      group: "Recipe",
      keys: ["Mod+Shift+A"],
      ...because(preview === undefined ? "Nothing is previewed." : undefined),
      run: applyPreview,
    },
    {
      id: "measure-steps",
      words: "Measure what each step gives in this page",
      group: "Recipe",
      ...because(first ? "No step is taken." : state.run.kind === "working" ? "A run is going on." : whyNotRun),
      run: () => void measureSteps(),
    },
    {
      id: "step-options",
      words: `${isOpen ? "Close" : "Open"} the options of this step`,
      group: "Recipe",
      ...because(first ? "This is the program as written: it has no options." : undefined),
      run: () => setOptionsOf(isOpen ? undefined : document.id),
    },
    {
      id: "undo",
      words: "Undo the last change of recipe, sizes, inputs or documents",
      group: "Recipe",
      keys: ["Mod+Z"],
      ...because(past.length === 0 && deleted === undefined ? "There is nothing to undo." : undefined),
      run: () => (past.length > 0 ? undo() : void undoDelete()),
    },
    {
      id: "redo",
      words: "Redo",
      group: "Recipe",
      keys: ["Mod+Shift+Z", "Mod+Y"],
      ...because(future.length === 0 ? "There is nothing to redo." : undefined),
      run: redo,
    },
    {
      id: "step-back",
      words: "Go back one step",
      group: "Recipe",
      keys: ["["],
      ...because(first ? "This is the program as written." : undefined),
      run: () => moveCursor(recipe.cursor - 1),
    },
    {
      id: "step-forward",
      words: "Go forward one step",
      group: "Recipe",
      keys: ["]"],
      ...because(last ? "This is the last step." : undefined),
      run: () => moveCursor(recipe.cursor + 1),
    },
  ];
}

function documentCommands({ state }: CommandContext): readonly Command[] {
  const { document, showOverlay } = state;
  const isGraph = document.form === "graph";
  return [
    {
      id: "programs",
      words: "Open a program or the gallery",
      group: "Document",
      keys: ["Mod+O"],
      run: () => showOverlay("documents"),
    },
    { id: "new", words: "New program", group: "Document", run: () => void createDocument() },
    { id: "open-file", words: "Open a file…", group: "Document", run: chooseFiles },
    {
      id: "duplicate",
      words: "Duplicate this program",
      group: "Document",
      run: () => void duplicateDocument(document),
    },
    {
      id: "export-python",
      words: "Export the Python file",
      group: "Document",
      ...because(isGraph ? "This document is a graph: it has no Python text." : undefined),
      run: () => exportDocument("python"),
    },
    {
      id: "export-graph",
      words: "Export the graph as a DaCe file (.sdfg)",
      group: "Document",
      ...because(state.graph === undefined ? "There is no graph yet." : undefined),
      run: () => void exportGraph(),
    },
    {
      id: "remove-inputs",
      words: "Remove the inputs from a file",
      group: "Document",
      ...because(document.inputs === undefined ? "No inputs were opened." : undefined),
      run: removeInputs,
    },
    {
      id: "export-recipe",
      words: "Export the recipe file",
      group: "Document",
      keys: ["Mod+S"],
      run: () => exportDocument("recipe"),
    },
    {
      id: "share",
      words: "Share as a link",
      group: "Document",
      run: () => void shareDocument(),
    },
    { id: "delete", words: "Delete this program", group: "Document", run: () => void deleteDocument(document) },
    { id: "undo-delete", words: "Undo the deletion", group: "Document", run: () => void undoDelete() },
  ];
}

function graphCommands({ state }: CommandContext): readonly Command[] {
  const withGraph = (act: (graph: NonNullable<typeof graphControls.current>) => void) => () => {
    if (graphControls.current) act(graphControls.current);
  };
  const exportSvg = withGraph((graph) => {
    const svg = graph.picture();
    if (svg) saveFile(`${state.document.name}.svg`, pictureAsSvg(svg), "image/svg+xml");
  });
  return [
    {
      id: "zoom-in",
      words: "Zoom in",
      group: "Graph",
      keys: ["+", "="],
      pane: "graph",
      run: withGraph((graph) => graph.zoomBy(1.25)),
    },
    {
      id: "zoom-out",
      words: "Zoom out",
      group: "Graph",
      keys: ["-"],
      pane: "graph",
      run: withGraph((graph) => graph.zoomBy(0.8)),
    },
    {
      id: "fit",
      words: "Fit the graph",
      group: "Graph",
      keys: ["0"],
      pane: "graph",
      run: withGraph((graph) => graph.fit()),
    },
    {
      id: "frame",
      words: "Frame the selection",
      group: "Graph",
      keys: ["f", "F"],
      pane: "graph",
      ...because(state.selected === undefined ? "Nothing is selected." : undefined),
      run: withGraph((graph) => graph.frameSelection()),
    },
    {
      id: "search",
      words: "Search the graph",
      group: "Graph",
      keys: ["/"],
      pane: "graph",
      run: withGraph((graph) => graph.search()),
    },
    { id: "export-svg", words: "Export the graph as SVG", group: "Graph", run: exportSvg },
    { id: "deselect", words: "Select nothing", group: "Graph", run: () => state.select(undefined) },
  ];
}

const bottomTabs: readonly (readonly [BottomTab, string])[] = [
  ["runs", "runs"],
  ["roofline", "the roofline"],
  ["code", "code"],
  ["verification", "verification"],
  ["agent", "the agent"],
];
const sideTabs: readonly (readonly [SideTab, string])[] = [
  ["transform", "transformations"],
  ["transform", "transformations"],
  ["outline", "outline"],
  ["inspect", "inspector"],
];

function viewCommands({ state, dark, toggleTheme }: CommandContext): readonly Command[] {
  const { layout, setLayout, togglePane, bringToFront, showOverlay } = state;
  const panes = (["source", "side", "bottom"] as const).map((pane): Command => {
    const name = { source: "the source", side: "the side panel", bottom: "the bottom panel" }[pane];
    return {
      id: `toggle-${pane}`,
      words: `${layout.closed[pane] ? "Open" : "Close"} ${name}`,
      group: "View",
      ...(pane === "bottom" ? { keys: ["Mod+J"] } : pane === "source" ? { keys: ["Mod+B"] } : {}),
      run: () => togglePane(pane),
    };
  });
  const bottom = bottomTabs.map(
    ([id, words]): Command => ({
      id: `show-${id}`,
      words: `Show ${words}`,
      group: "View",
      run: () => showBottom(state, id),
    }),
  );
  const side = sideTabs.map(
    ([id, words]): Command => ({
      id: `show-${id}`,
      words: `Show the ${words}`,
      group: "View",
      run: () => {
        setLayout({ sideTab: id });
        togglePane("side", false);
        bringToFront("side");
      },
    }),
  );
  return [
    {
      id: "palette",
      words: "Find a command",
      group: "View",
      keys: ["Mod+K", "F1", "Mod+Shift+P"],
      run: () => showOverlay("palette"),
    },
    { id: "keys", words: "Show the keys", group: "View", keys: ["?"], run: () => showOverlay("keys") },
    { id: "next-pane", words: "Go to the next pane", group: "View", keys: ["F6"], run: () => cyclePanes(1) },
    {
      id: "previous-pane",
      words: "Go to the previous pane",
      group: "View",
      keys: ["Shift+F6"],
      run: () => cyclePanes(-1),
    },
    ...panes,
    ...side,
    ...bottom,
    { id: "theme", words: dark ? "Use the light theme" : "Use the dark theme", group: "View", run: toggleTheme },
  ];
}

/** Nothing where it can be done: an optional property is left out rather than undefined. */
function because(whyNot: string | undefined): { readonly whyNot?: string } {
  return whyNot === undefined ? {} : { whyNot };
}
