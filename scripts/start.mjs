// `npm start`: sets up what is missing, then runs the agent, which serves the studio on loopback and prints one link.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildStudio } from "./build.mjs";
import { installDependencies, requireNode, root, setUp } from "./setup.mjs";

requireNode();
await setUp(async () => {
  await installDependencies();
  await buildStudio();
});
const agent = spawn(
  process.execPath,
  [join(root, "cli/datawright.mjs"), "agent", "--studio", join(root, "out"), ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => agent.kill(signal));
agent.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
