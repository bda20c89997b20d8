import { createMatrixApp, type MatrixApp } from "./matrix/app";

// Next loads a module once for each kind of route, and again after each change in `next dev`. So a database in memory,
// and everything else that must exist once per process, is kept here.
const kept = globalThis as { app?: Promise<MatrixApp> };

/** Created on the first request, not on load: `next build` loads the module too, and has no database or secret. */
export function openAuth(): Promise<MatrixApp> {
  kept.app ??= createMatrixApp(process.env.APP_ORIGIN);
  return kept.app;
}
