/**
 * Whether the process serves real visitors, by the convention of Node's tools; bundlers and edges without `process` do
 * not.
 */
export function isProduction(): boolean {
  return variable("NODE_ENV") === "production";
}

/**
 * Whether the module is loaded to build the app, not to run it: `next build` imports every page's modules, on machines
 * that have no secrets. Nothing that is created there is ever served.
 */
export function isBuild(): boolean {
  return variable("NEXT_PHASE") === "phase-production-build";
}

function variable(name: string): string | undefined {
  return globalThis.process?.env?.[name];
}
