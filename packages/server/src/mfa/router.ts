import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState } from "../config/typedState.ts";
import { codeInput } from "../identity/fields.ts";
import { authenticatedProcedure, limited, publicProcedure, router } from "../procedures.ts";
import type { Authenticator } from "../wire/mfa.ts";
import type { StateOf } from "../wire/state.ts";
import { authenticate, authenticateLimits } from "./authenticate.ts";
import { listAuthenticators } from "./authenticators.ts";
import { enrollRouter } from "./enroll/router.ts";
import { trustInput } from "./input.ts";
import { reauthenticate, reauthenticateLimits } from "./reauthenticate.ts";
import { recoveryCodesRouter } from "./recoveryCodes/router.ts";
import { totpRouter } from "./totp/router.ts";
import { answerTrust } from "./trust.ts";
import { trustedBrowsersRouter } from "./trustedBrowsers/router.ts";
import { webauthnRouter } from "./webauthn/router.ts";

/** Second factors, and passkeys also where they are the only factor. */
export function mfaRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<StateOf<Fields>>;
  return router({
    authenticators: authenticatedProcedure.query(
      ({ ctx }): Promise<Authenticator[]> => listAuthenticators(ctx.request, ctx.session.user.id),
    ),
    authenticate: publicProcedure
      .use(limited(authenticateLimits))
      .input(codeInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(authenticate(ctx.request, input))),
    reauthenticate: authenticatedProcedure
      .use(limited(reauthenticateLimits))
      .input(codeInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(reauthenticate(ctx.request, input))),
    trust: publicProcedure
      .input(trustInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(answerTrust(ctx.request, input))),
    enroll: enrollRouter<Fields>(),
    totp: totpRouter(),
    recoveryCodes: recoveryCodesRouter(),
    webauthn: webauthnRouter<Fields>(options),
    trustedBrowsers: trustedBrowsersRouter(),
  });
}
