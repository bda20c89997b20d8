import { authenticatedProcedure, limited, router } from "../../procedures.ts";
import type { TrustedBrowser } from "../../wire/mfa.ts";
import { idsInput } from "../input.ts";
import { listTrustedBrowsers } from "./list.ts";
import { revokeTrustedBrowsers } from "./revoke.ts";

export function trustedBrowsersRouter() {
  return router({
    list: authenticatedProcedure.query(
      ({ ctx }): Promise<TrustedBrowser[]> => listTrustedBrowsers(ctx.request, ctx.session.user.id),
    ),
    revoke: authenticatedProcedure
      .use(limited({ volume: ["manageMfa"] }))
      .input(idsInput)
      .mutation(
        ({ ctx, input }): Promise<TrustedBrowser[]> =>
          revokeTrustedBrowsers(ctx.request, { current: ctx.session, ...input }),
      ),
  });
}
