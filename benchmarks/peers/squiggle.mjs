// Runs model.squiggle: `node squiggle.mjs FOLDER` reads a line `{"n": …, "seed": …}` and answers with a line.
// FOLDER is where npm installed @quri/squiggle-lang.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const installed = createRequire(`${process.argv[2]}/`).resolve("@quri/squiggle-lang");
const { run } = await import(pathToFileURL(installed));
const code = readFileSync(new URL("model.squiggle", import.meta.url), "utf8");

// Linux hands the peak of the parent's memory on to a child in `resourceUsage`, but not in the process's status.
function peak() {
  const status = "/proc/self/status";
  if (!existsSync(status)) return process.resourceUsage().maxRSS / 1024;
  return Number(readFileSync(status, "utf8").match(/VmHWM:\s*(\d+)/)[1]) / 1024;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { n, seed } = JSON.parse(line);
  const environment = { sampleCount: n, xyPointLength: 1000, seed: String(seed) };
  const { result } = await run(code, { environment });
  if (!result.ok) throw new Error(result.value.toString());
  const [npv, roi] = result.value.result.asJS();
  console.log(JSON.stringify({ npv, roi, peak: peak() }));
}
