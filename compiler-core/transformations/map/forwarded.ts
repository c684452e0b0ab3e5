// Values that go from one body to the next through registers instead of through a container.
import { type BodyStep, isElement, type Operand } from "../../analysis/index.ts";
import { type Container, cast, type ElementId, input, type Scalar, type Tasklet, transient } from "../../sdfg/index.ts";
import { equalSubsets } from "../../symbolic/index.ts";

interface Forwarded {
  readonly steps: readonly BodyStep[];
  readonly later: readonly BodyStep[];
  readonly containers: ReadonlyMap<string, Container>;
}

/** Sends the values of one container through registers, and keeps the store where somebody else needs it. */
export function forward(
  steps: readonly BodyStep[],
  later: readonly BodyStep[],
  name: string,
  container: Container,
  inner: boolean,
  overwritten: boolean,
  free: (base: string) => string,
): Forwarded {
  const containers = new Map<string, Container>();
  const made: BodyStep[] = [];
  const values = new Map<string, string>();
  for (const step of steps) {
    const writes = step.writes.filter(
      (o) => o.memlet.data === name && o.memlet.wcr === undefined && isElement(o.memlet.subset),
    );
    const [write] = writes;
    if (write === undefined) {
      made.push(step);
      continue;
    }
    const held = copiedRegister(step, write);
    const gone =
      inner ||
      (overwritten &&
        later.some((s) =>
          s.writes.some(
            (o) =>
              o.memlet.data === name &&
              o.memlet.wcr === undefined &&
              equalSubsets(o.memlet.subset, write.memlet.subset),
          ),
        ));
    if (held !== undefined) {
      values.set(placeOf(write), held);
      if (!gone) made.push(step);
      continue;
    }
    const register = inner && !containers.has(name) ? name : free(inner ? name : `${name}_value`);
    containers.set(register, transient(container.dtype, [], { ...(container.origin && { origin: container.origin }) }));
    values.set(placeOf(write), register);
    const code = step.tasklet.outputs[write.connector] as Scalar;
    const tasklet: Tasklet = {
      ...step.tasklet,
      outputs: { ...step.tasklet.outputs, [write.connector]: cast(code, container.dtype) },
    };
    made.push({
      ...step,
      tasklet,
      writes: step.writes.map((o) => (o === write ? { ...o, memlet: { data: register, subset: [] } } : o)),
    });
    if (!gone) made.push(storeStep(step.tasklet, register, write, container));
  }
  const redirected = later.map((step) => ({
    ...step,
    reads: step.reads.map((o) => {
      const register = o.memlet.data === name ? values.get(placeOf(o)) : undefined;
      return register === undefined ? o : { ...o, memlet: { data: register, subset: [] } };
    }),
  }));
  return { steps: made, later: redirected, containers };
}

/** The register that this step only copies out. */
function copiedRegister(step: BodyStep, write: Operand): string | undefined {
  const code = step.tasklet.outputs[write.connector];
  const read = step.reads.find((o) => code?.kind === "input" && o.connector === code.name);
  return step.writes.length === 1 &&
    read !== undefined &&
    read.memlet.subset.length === 0 &&
    step.tasklet.id.endsWith(storeSuffix)
    ? read.memlet.data
    : undefined;
}

const storeSuffix = ".store";

function storeStep(tasklet: Tasklet, register: string, write: Operand, container: Container): BodyStep {
  const id: ElementId = `${tasklet.id}.${write.memlet.data}${storeSuffix}`;
  return {
    tasklet: {
      kind: "tasklet",
      id,
      label: write.memlet.data,
      ...(tasklet.origin && { origin: tasklet.origin }),
      from: [tasklet.id],
      inputs: ["in0"],
      outputs: { out: input("in0", container.dtype) },
      checks: [],
    },
    reads: [{ connector: "in0", memlet: { data: register, subset: [] } }],
    writes: [{ connector: "out", memlet: write.memlet }],
  };
}

/** Container and first element, as text. */
export function placeOf(o: Operand): string {
  return `${o.memlet.data}[${o.memlet.subset.map((r) => r.begin.key).join()}]`;
}
