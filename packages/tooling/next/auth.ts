import { createMatrixApp, type MatrixApp } from "./matrix/app";

// Next loads a module once for each kind of route, and anew after each change in `next dev`. A database in memory, and
// whatever else is to be there once in a process, is therefore kept here.
const kept = globalThis as { app?: Promise<MatrixApp> };

/** Made at the first request, not when the module is loaded: `next build` loads it too, and has no database or secret. */
export function openAuth(): Promise<MatrixApp> {
  kept.app ??= createMatrixApp(process.env.APP_ORIGIN);
  return kept.app;
}
