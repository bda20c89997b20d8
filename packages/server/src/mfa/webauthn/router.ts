import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { signupLimits } from "../../identity/signup/signUp.ts";
import { passkeySignupInput } from "../../identity/signup/signupInput.ts";
import {
  authenticatedProcedure,
  guardedProcedure,
  limited,
  publicProcedure,
  router,
  withOptionalInput,
} from "../../procedures.ts";
import type {
  Authenticator,
  AuthenticatorAdded,
  PasskeyRegistration,
  PasskeyRequest,
  PasskeySignals,
  WebAuthnAuthenticator,
} from "../../wire/mfa.ts";
import type { StateOf } from "../../wire/state.ts";
import {
  assertionInput,
  beginRegistrationInput,
  idsInput,
  passkeyLoginInput,
  registerInput,
  renameInput,
} from "../input.ts";
import { authenticate } from "./authenticate.ts";
import { beginAuthentication } from "./beginAuthentication.ts";
import { beginLogin } from "./beginLogin.ts";
import { beginReauthentication } from "./beginReauthentication.ts";
import { beginRegistration } from "./beginRegistration.ts";
import { beginSignup } from "./beginSignup.ts";
import { signupOptions } from "./ceremony/signupOptions.ts";
import { login } from "./login.ts";
import { reauthenticate } from "./reauthenticate.ts";
import { register } from "./register.ts";
import { remove } from "./remove.ts";
import { rename } from "./rename.ts";
import { getSignals } from "./signals.ts";
import { signup } from "./signup.ts";
import { upgradeRouter } from "./upgrade/router.ts";

const managed = limited({ volume: ["manageMfa"] });
const ceremony = limited({ volume: ["passkey"] });
const confirmed = limited({ volume: ["reauthenticate"] });

export function webauthnRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<StateOf<Fields>>;
  return router({
    beginRegistration: authenticatedProcedure
      .use(managed)
      .use(withOptionalInput)
      .input(beginRegistrationInput)
      .mutation(
        ({ ctx, input }): Promise<PasskeyRegistration> =>
          beginRegistration(ctx.request, { current: ctx.session, passwordless: input?.passwordless ?? false }),
      ),
    register: authenticatedProcedure
      .use(managed)
      .input(registerInput)
      .mutation(
        ({ ctx, input }): Promise<AuthenticatorAdded<WebAuthnAuthenticator>> =>
          register(ctx.request, { current: ctx.session, ...input }),
      ),
    rename: guardedProcedure("mfa")
      .use(managed)
      .input(renameInput)
      .mutation(({ ctx, input }): Promise<Authenticator[]> => rename(ctx.request, { current: ctx.session, ...input })),
    remove: guardedProcedure("mfa")
      .use(managed)
      .input(idsInput)
      .mutation(({ ctx, input }): Promise<Authenticator[]> => remove(ctx.request, { current: ctx.session, ...input })),
    signals: authenticatedProcedure.query(({ ctx }): Promise<PasskeySignals> => getSignals(ctx.request, ctx.session)),
    upgrade: upgradeRouter(),
    beginAuthentication: publicProcedure
      .use(ceremony)
      .mutation(({ ctx }): Promise<PasskeyRequest> => beginAuthentication(ctx.request)),
    authenticate: publicProcedure
      .use(ceremony)
      .input(assertionInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(authenticate(ctx.request, input))),
    beginReauthentication: authenticatedProcedure
      .use(ceremony)
      .mutation(({ ctx }): Promise<PasskeyRequest> => beginReauthentication(ctx.request, ctx.session)),
    reauthenticate: authenticatedProcedure
      .use(confirmed)
      .input(assertionInput)
      .mutation(
        ({ ctx, input }): State => typedState<Fields>(reauthenticate(ctx.request, { current: ctx.session, ...input })),
      ),
    beginLogin: publicProcedure.use(ceremony).mutation(({ ctx }): Promise<PasskeyRequest> => beginLogin(ctx.request)),
    login: publicProcedure
      .use(limited({ volume: ["login"] }))
      .input(passkeyLoginInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(login(ctx.request, input))),
    beginSignup: publicProcedure
      .use(limited(signupLimits))
      .input(passkeySignupInput<Fields>(options))
      .mutation(({ ctx, input }): State => typedState<Fields>(beginSignup(ctx.request, input))),
    signupOptions: publicProcedure
      .use(ceremony)
      .mutation(({ ctx }): Promise<PasskeyRegistration> => signupOptions(ctx.request)),
    signup: publicProcedure
      .use(ceremony)
      .input(registerInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(signup(ctx.request, input))),
  });
}
