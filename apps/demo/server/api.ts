import type { RequestListener } from "node:http";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { ensureAda } from "./ada.ts";
import { type DemoEnvironment, makeAuth } from "./auth.ts";
import { defaultSettings } from "./defaultSettings.ts";
import { makeRouter } from "./router.ts";
import type { DemoSettings } from "./settings.ts";

/** The API with the current settings: another `createAuth` on the same database for each change. */
export interface Api {
  readonly handle: RequestListener;
  readonly settings: DemoSettings;
  /**
   * Requests in progress finish with the previous settings.
   * @throws SetupError when the settings contradict each other
   */
  change(settings: DemoSettings): void;
  /** What `auth.handler` serves at a path; null for any other. */
  document(path: string): Promise<Response | null>;
  /** Creates Ada's account, if it does not exist. */
  ensureAda(): Promise<void>;
  close(): Promise<void>;
}

export function createApi(environment: DemoEnvironment): Api {
  const build = (settings: DemoSettings) => {
    const auth = makeAuth(environment, settings);
    const { appRouter, createContext } = makeRouter(auth, environment);
    return { auth, settings, handle: createHTTPHandler({ router: appRouter, createContext, basePath: "/trpc/" }) };
  };
  let current = build(defaultSettings);
  const retired: Promise<void>[] = [];
  return {
    handle: (request, response) => current.handle(request, response),
    get settings() {
      return current.settings;
    },
    change(settings) {
      const next = build(settings);
      retired.push(current.auth.close());
      current = next;
    },
    document: (path) => current.auth.handler(new Request(new URL(path, environment.origin))),
    ensureAda: () => ensureAda(current.auth, environment),
    async close() {
      await Promise.all([...retired, current.auth.close()]);
    },
  };
}
