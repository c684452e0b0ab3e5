// A child process: Pyodide with the vendored NumPy, asked through a folder. Arguments: SCRIPT PYODIDE WHEELS FOLDER DRIVER.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [script, pyodideFolder, wheels, folder, driver] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, "pyodide.mjs")).href);
const quiet = () => {};
const pyodide = await loadPyodide({ packageCacheDir: wheels, stdout: quiet, stderr: quiet });
await pyodide.loadPackage("numpy", { messageCallback: quiet, errorCallback: (message) => console.error(message) });
pyodide.mountNodeFS("/job", folder);
pyodide.FS.writeFile("/driver.py", readFileSync(driver, "utf8"));
const oracle = pyodide.toPy({ __name__: "run_oracle" });
pyodide.runPython(readFileSync(script, "utf8"), { globals: oracle });
pyodide.runPython("main('/job', '/driver.py')", { globals: oracle });
