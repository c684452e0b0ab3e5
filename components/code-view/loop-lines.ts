// The loop program's text, line by line, each with the graph element it came from. Follows the printer's order: one line
// for each statement, one more for an `else`.
import { bodiesOf, type LoopProgram, printLoopProgram, type Statement } from "@datawright/compiler-core/lowering";

export interface CodeLine {
  readonly text: string;
  readonly element?: string;
  /** The line of Python that it came from, where only that is known exactly. */
  readonly line?: number;
}

export function loopLines(program: LoopProgram): readonly CodeLine[] {
  const texts = printLoopProgram(program).trimEnd().split("\n");
  const elements = [...elementsOf(program.body, undefined)];
  // The head has no element; what can't be matched line by line is shown without links rather than with wrong ones.
  const head = texts.length - elements.length;
  const matches = head >= 1;
  return texts.map((text, i) => {
    const element = matches && i >= head ? elements[i - head] : undefined;
    return element === undefined ? { text } : { text, element };
  });
}

function* elementsOf(body: readonly Statement[], outer: string | undefined): Generator<string | undefined> {
  for (const statement of body) {
    const element = statement.origin?.element ?? outer;
    yield element;
    const [first, second] = bodiesOf(statement);
    if (first) yield* elementsOf(first, element);
    if (second && second.length > 0) {
      yield element;
      yield* elementsOf(second, element);
    }
  }
}
