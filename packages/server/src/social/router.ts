import { publicProcedure, router } from "../procedures.ts";
import type { ProviderInfo } from "../wire/social.ts";

/** What concerns accounts at other providers. */
export function socialRouter() {
  return router({
    /** The providers that the app has set up: none can be, as yet. */
    providers: publicProcedure.query((): ProviderInfo[] => []),
  });
}
