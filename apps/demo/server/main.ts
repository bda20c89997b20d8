import { join } from "node:path";
import { type DemoPlace, startDemo } from "./startDemo.ts";
import { StartProblem } from "./startProblem.ts";

const DEFAULT_PORT = 5173;

export interface DemoCommand extends Pick<DemoPlace, "loadApp"> {
  /** The folder of this app. */
  root: string;
  /** Whether the pages are served from their sources, so that changes are visible immediately. */
  isDev: boolean;
}

/** Runs the sample app until the process is told to stop. */
export function main(command: DemoCommand): void {
  run(command).catch(fail);
}

async function run({ root, isDev, loadApp }: DemoCommand): Promise<void> {
  const { PORT, DEMO_DATA, DATABASE_URL, DEMO_BUILT, DEMO_HASH_COST } = process.env;
  const port = PORT === undefined || PORT === "" ? DEFAULT_PORT : Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartProblem(`PORT is "${PORT}"; expected a number from 0 to 65535.`);
  const starting = startDemo({
    port,
    root,
    dataFolder: DEMO_DATA ?? join(root, ".data"),
    databaseUrl: DATABASE_URL,
    pages: isDev ? "sources" : { built: DEMO_BUILT },
    loadApp,
    hashCost: DEMO_HASH_COST === undefined ? undefined : Number(DEMO_HASH_COST),
  });

  let isStopping = false;
  const stop = () => {
    // A second Ctrl-C means that the user does not want to wait.
    if (isStopping) process.exit(130);
    isStopping = true;
    starting.then((demo) => demo.close()).then(() => process.exit(0), fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);

  const demo = await starting;
  console.log(`Latchkey demo on ${demo.url}  (mailbox: ${demo.url}/dev/mail, data: ${demo.databaseName})`);
}

function fail(error: unknown): never {
  console.error(error instanceof StartProblem ? error.message : error);
  process.exit(1);
}
