import { scenarios } from "../scenarios/all.ts";
import { pythonEnvironment } from "../servers/python.ts";
import { expected } from "./expected.ts";
import { run } from "./run.ts";
import { judge } from "./verdict.ts";

/**
 * Tells every scenario to django-allauth and to our handler. Arguments: ids or names of settings to run only these;
 * `--itself` compares allauth with itself; `--all` also shows what is expected, as it is found.
 */
const names = process.argv.slice(2).filter((name) => !name.startsWith("--"));
const chosen = scenarios.filter(
  ({ id, settings }) => names.length === 0 || names.includes(id) || names.includes(settings),
);
const isVerbose = process.argv.includes("--all");
const againstItself = process.argv.includes("--itself");

const { compared, steps, differences } = await run({
  programs: await pythonEnvironment("requirements.txt"),
  scenarios: chosen,
  againstItself,
  report(name, found) {
    console.info(`${name}: ${found.length} differences`);
    for (const { scenario, clients, what } of isVerbose ? found : [])
      console.info(`  ${scenario} [${clients.join()}] ${what}`);
  },
});
const { unexpected, missing, explained } = judge(differences, againstItself ? [] : expected, {
  scenarios: chosen,
  isWhole: chosen.length === scenarios.length,
});
console.info(`\n${chosen.length} scenarios, ${compared} comparisons with ${steps} steps`);
for (const [id, count] of explained) console.info(`  expected: ${id} (${count})`);
for (const line of unexpected) console.error(`NOT EXPECTED  ${line}`);
if (!againstItself) for (const line of missing) console.error(`DID NOT OCCUR ${line}`);
process.exitCode = unexpected.length + (againstItself ? 0 : missing.length) === 0 ? 0 : 1;
