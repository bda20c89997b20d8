import { authenticatedProcedure, limited, router } from "../../../procedures.ts";
import type { AuthenticatorAdded, PasskeyUpgrade, WebAuthnAuthenticator } from "../../../wire/mfa.ts";
import { upgradeInput } from "../../input.ts";
import { beginUpgrade } from "./begin.ts";
import { registerUpgrade } from "./register.ts";

const managed = limited({ volume: ["manageMfa"] });

export function upgradeRouter() {
  return router({
    begin: authenticatedProcedure
      .use(managed)
      .mutation(({ ctx }): Promise<PasskeyUpgrade> => beginUpgrade(ctx.request, ctx.session)),
    register: authenticatedProcedure
      .use(managed)
      .input(upgradeInput)
      .mutation(
        ({ ctx, input }): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> =>
          registerUpgrade(ctx.request, { current: ctx.session, ...input }),
      ),
  });
}
