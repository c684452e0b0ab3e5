// `agent`: the studio on this machine, and the engine behind it. The printed link is the consent for the page that opens it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ownFile } from "../../agent/src/oracle/oracle.ts";
import { CommandEnd, type ExitStatus, exit, usage } from "../exit.ts";
import { readWords } from "../options.ts";
import type { World } from "../world.ts";

const options = {
  port: "text",
  studio: "text",
  "public-url": "text",
  idle: "text",
  under: "text",
  "no-isolation": "flag",
} as const;

export async function agent(world: World, args: readonly string[]): Promise<ExitStatus> {
  const words = readWords(args, options, []);
  const port = words.whole("port", 0, 65_535) ?? 4870;
  const address = words.text("public-url");
  const publicUrl = address === undefined ? undefined : publicAddress(address);
  const idleMinutes = words.whole("idle", 1, 100_000);
  const given = words.text("studio");
  const studio = given ?? ownFile("out");
  if (!existsSync(join(studio, "index.html"))) {
    const where = given === undefined ? "The studio is not built yet" : `There is no studio in ${given}`;
    throw new CommandEnd(exit.environment, `${where}: \`npm start\` builds it, and starts the agent.`);
  }
  const { startAgent } = await import("../../agent/src/agent.ts");
  const agentOptions = {
    port,
    studio,
    isolated: !words.flag("no-isolation"),
    under: words.text("under") ?? "/",
    log: world.out,
    ...(publicUrl && { publicUrl }),
    ...(idleMinutes !== undefined && { idleMinutes }),
  };
  const running = await startAgent(agentOptions).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    const why = error.code === "EACCES" ? `Port ${port} may not be used by this user.` : `Port ${port} is taken.`;
    throw new CommandEnd(exit.environment, `${why} Choose another one: --port ${port < 65000 ? port + 1 : 4870}`);
  });
  // Before the link is out: whoever sees it may end the agent at once.
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
    void running.idle.then(() => {
      world.out(`Nobody used the agent for ${idleMinutes} minutes: it ends.`);
      resolve();
    });
  });
  if (running.jobsOff !== undefined) world.out(`Programs are not run on this machine: ${running.jobsOff}`);
  const invite = () => world.out(`Studio: ${running.link()}`);
  invite();
  world.out("The link pairs the page that opens it, once, within two minutes. Enter prints a fresh one; Ctrl-C ends.");
  const lines = createInterface({ input: process.stdin });
  lines.on("line", invite);
  await ended;
  lines.close();
  await running.close();
  return exit.right;
}

function publicAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Whatever else an address may hold would end up in the printed link, or in no place that is compared.
  const isPlain = url !== undefined && url.href === `${url.origin}${url.pathname}`;
  if (!isPlain || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw usage(`--public-url takes an address like https://host.example/path/, not \`${text}\`.`);
  return url;
}
