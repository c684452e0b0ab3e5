// `npm start`: sets up what is missing, then runs the agent, which serves the studio on loopback and prints one link.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildStudio, installDependencies, requireNode, root, SetupFailure } from "./setup.mjs";

requireNode();
try {
  await installDependencies();
  await buildStudio();
} catch (error) {
  if (!(error instanceof SetupFailure) && !String(error?.message).includes("NumPy wheel")) throw error;
  console.error(error.message);
  process.exit(4);
}
const agent = spawn(
  process.execPath,
  [join(root, "cli/datawright.mjs"), "agent", "--studio", join(root, "out"), ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => agent.kill(signal));
agent.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
