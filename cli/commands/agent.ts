// `agent`: the studio on this machine, and the engine behind it.
import { CommandEnd, type ExitStatus, exit } from "../exit.ts";
import { readWords } from "../options.ts";
import type { World } from "../world.ts";

export async function agent(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, { port: "text", studio: "text", "no-isolation": "flag", under: "text" }, []);
  const { startAgent } = await import("../../agent/src/agent.ts");
  const port = words.whole("port", 0) ?? 4870;
  try {
    const running = await startAgent({
      port,
      studio: words.text("studio") ?? "out",
      isolated: !words.flag("no-isolation"),
      under: words.text("under") ?? "/",
    });
    world.out(`Studio: http://127.0.0.1:${running.port}/`);
    await new Promise<void>((resolve) => process.once("SIGINT", () => resolve(running.close())));
    return exit.right;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new CommandEnd(
      exit.environment,
      `Port ${port} is taken. Choose another: datawright agent --port ${port + 1}`,
    );
  }
}
