// The `datawright` command: reads its words, calls the core and the agent, prints, exits.
import { startAgent } from "../agent/src/agent.ts";

async function main(args: readonly string[]): Promise<number> {
  const [command] = args;
  if (command === "agent") {
    const option = (name: string) => args[args.indexOf(name) + 1];
    const port = args.includes("--port") ? Number(option("--port")) : 4870;
    const agent = await startAgent({ port, studio: option("--studio") ?? "out", isolated: !args.includes("--no-isolation"), under: args.includes("--under") ? (option("--under") ?? "/") : "/" });
    console.log(`Studio: http://127.0.0.1:${agent.port}/`);
    return new Promise(() => undefined);
  }
  console.error("usage: datawright agent [--port N] [--studio FOLDER]");
  return 3;
}

process.exitCode = await main(process.argv.slice(2));
