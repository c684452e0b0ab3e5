import { bytesOf, type Container } from "@datawright/compiler-core/sdfg";
import { evaluate } from "@datawright/compiler-core/symbolic";

/** None where an extent is only known in a run. */
export function bytesOfContainer(container: Container, sizes: Readonly<Record<string, number>>): number | undefined {
  try {
    return container.shape.reduce((product, extent) => product * evaluate(extent, sizes), bytesOf(container.dtype));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
