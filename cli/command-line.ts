// The `datawright` command: finds the command that is asked for, and turns every end into an exit status.
import { isDiskFull } from "../agent/src/jobs/unexpected.ts";
import { CompilerBug } from "../compiler-core/diagnostics/index.ts";
import { agent } from "./commands/agent.ts";
import { check } from "./commands/check.ts";
import { compile } from "./commands/compile.ts";
import { open } from "./commands/open.ts";
import { run } from "./commands/run.ts";
import { transformations } from "./commands/transformations.ts";
import { CommandEnd, type ExitStatus, exit, failureDocument } from "./exit.ts";
import { diskFull } from "./failure-text.ts";
import { help, helpOf } from "./help.ts";
import type { World } from "./world.ts";

export type Command = (world: World, args: readonly string[]) => Promise<ExitStatus>;

const commands: Readonly<Record<string, Command>> = { check, compile, transformations, run, open, agent };

export async function commandLine(args: readonly string[], world: World): Promise<ExitStatus> {
  const [name = "", ...rest] = args;
  if (["--help", "-h", "help"].includes(name)) {
    world.out(helpOf(rest[0] ?? ""));
    return exit.right;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined && (rest.includes("--help") || rest.includes("-h"))) {
    world.out(helpOf(name));
    return exit.right;
  }
  try {
    if (command !== undefined) return await command(world, rest);
    throw new CommandEnd(
      exit.usage,
      `${name === "" ? "There is no command." : `There is no command \`${name}\`.`}\n\n${help}`,
    );
  } catch (error) {
    const end = error instanceof CommandEnd ? error : unexpected(error, args);
    world.err(end.message);
    if (rest.includes("--json")) world.out(JSON.stringify(failureDocument(end), null, 2));
    return end.status;
  }
}

/** Never status 1, which says that a result is wrong. */
function unexpected(error: unknown, args: readonly string[]): CommandEnd {
  if (isDiskFull(error)) return new CommandEnd(exit.environment, diskFull);
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const whose =
    error instanceof CompilerBug
      ? "This is a mistake in Datawright, not in your program"
      : "Something failed that should not";
  return new CommandEnd(
    exit.environment,
    `${whose}: ${message}\n${stack}\nThe command was: datawright ${args.join(" ")}`,
  );
}
