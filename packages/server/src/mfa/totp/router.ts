import { codeInput } from "../../identity/fields.ts";
import { authenticatedProcedure, guardedProcedure, limited, router } from "../../procedures.ts";
import type { Authenticator, AuthenticatorAdded, TotpAuthenticator, TotpSetup } from "../../wire/mfa.ts";
import { activateTotp } from "./activate.ts";
import { beginTotp } from "./begin.ts";
import { deactivateTotp } from "./deactivate.ts";

const managed = limited({ volume: ["manageMfa"] });

export function totpRouter() {
  return router({
    begin: authenticatedProcedure
      .use(managed)
      .mutation(({ ctx }): Promise<TotpSetup> => beginTotp(ctx.request, ctx.session)),
    activate: authenticatedProcedure
      .use(managed)
      .input(codeInput)
      .mutation(
        ({ ctx, input }): Promise<AuthenticatorAdded<TotpAuthenticator>> =>
          activateTotp(ctx.request, { current: ctx.session, code: input.code }),
      ),
    deactivate: guardedProcedure("mfa")
      .use(managed)
      .mutation(({ ctx }): Promise<Authenticator[]> => deactivateTotp(ctx.request, ctx.session)),
  });
}
