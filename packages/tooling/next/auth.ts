import { createMatrixApp, type MatrixApp } from "./matrix/app";

// Next loads a module once for each kind of route, and again after each change in `next dev`. An in-memory database, and
// anything else that must exist once per process, is therefore kept here.
const kept = globalThis as { app?: Promise<MatrixApp> };

/** Created at the first request, not when the module is loaded: `next build` loads it too, without a database or secret. */
export function openAuth(): Promise<MatrixApp> {
  kept.app ??= createMatrixApp(process.env.APP_ORIGIN);
  return kept.app;
}
