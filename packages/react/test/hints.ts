import type { Tokens } from "@latchkey/server/types";
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import type { TokenStorage } from "../src/index.ts";
import { type App, createApp } from "./support.tsx";

/** What the package says in the developer's console, and apps that are closed after each test of the file. */
export function watchHints() {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    cleanup();
    for (const close of closing.splice(0).reverse()) await close();
    logged.mockClear();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });
  return {
    /** To be closed after the test, the last one first. */
    closing,
    said: () => logged.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("[latchkey]")),
    async serve(): Promise<App> {
      const app = await createApp();
      closing.push(app.close);
      return app;
    },
  };
}

export function storageOf(): TokenStorage & { tokens: Tokens | null } {
  const storage = {
    tokens: null as Tokens | null,
    get: () => storage.tokens,
    set(tokens: Tokens | null) {
      storage.tokens = tokens;
    },
  };
  return storage;
}
