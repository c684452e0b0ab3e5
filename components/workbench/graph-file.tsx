// In the place of the source, where a document is a graph from a file: what it is, what it breaks, why it does not run.
import type { Program } from "@datawright/compiler-core/compiler";
import { walkBlocks } from "@datawright/compiler-core/sdfg";
import { useMemo } from "react";
import { printBytes } from "@/components/documents/memory";
import type { StudioDocument } from "@/components/stores/document-slice";
import type { Compiled } from "@/components/workers/compiler-requests";

export interface GraphFileProps {
  readonly document: StudioDocument;
  readonly graph: Program | undefined;
  readonly compiled: Compiled | undefined;
  readonly onSelect: (element: string) => void;
}

const mostProblems = 100;

export function GraphFile({ document, graph, compiled, onSelect }: GraphFileProps) {
  const size = useMemo(() => sizeOf(graph), [graph]);
  const problems = compiled?.problems ?? [];
  return (
    <div className="graph-file">
      <p>
        <strong>{document.name}</strong> is a graph from a file: it has no Python text.
      </p>
      <ul className="graph-file-facts">
        <li>{printBytes(document.text.length)} of text</li>
        {size && (
          <li>
            {counted(size.states, "state")}, {counted(size.nodes, "node")}, {counted(size.containers, "container")}
          </li>
        )}
        {graph && (
          <li>
            takes {graph.signature.parameters.map((p) => p.name).join(", ") || "nothing"}
            {graph.signature.sizes.length > 0 && `; sizes ${graph.signature.sizes.join(", ")}`}
          </li>
        )}
      </ul>
      {compiled?.refusal !== undefined ? (
        <p role="status">
          It can be looked at and not run: {compiled.refusal} The graph is shown as it stands in the file.
        </p>
      ) : (
        graph && (
          <p className="soft">
            It is shown as it runs here: state machines as loops and branches. Its inputs are made up (numbers between 0
            and 1) unless an .npz file is opened; it is checked against the interpreter.
          </p>
        )
      )}
      {problems.length > 0 && (
        <section aria-label="Problems of the graph">
          <h3>What the graph breaks</h3>
          <ul>
            {problems.slice(0, mostProblems).map((problem) => (
              <li key={`${problem.code} ${problem.elements.join(" ")} ${problem.message}`}>
                <span className={problem.severity === "error" ? "wrong" : ""}>{problem.severity}</span>{" "}
                {problem.message}{" "}
                {problem.elements[0] !== undefined && (
                  <button type="button" className="quiet" onClick={() => onSelect(problem.elements[0] ?? "")}>
                    Show it
                  </button>
                )}
              </li>
            ))}
          </ul>
          {problems.length > mostProblems && <p className="soft">and {problems.length - mostProblems} more</p>}
        </section>
      )}
    </div>
  );
}

const counted = (count: number, name: string) => `${count} ${name}${count === 1 ? "" : "s"}`;

function sizeOf(graph: Program | undefined) {
  if (graph === undefined) return undefined;
  let [states, nodes] = [0, 0];
  for (const block of walkBlocks(graph.sdfg)) {
    if (block.kind !== "state") continue;
    states++;
    nodes += Object.keys(block.nodes).length;
  }
  return { states, nodes, containers: Object.keys(graph.sdfg.containers).length };
}
