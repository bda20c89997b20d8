import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState } from "../config/typedState.ts";
import { listedProviders } from "../engine/social/providers.ts";
import { describeProvider } from "../identity/providerInfo.ts";
import { providerSignupLimits } from "../identity/signup/signUp.ts";
import { providerSignupInput } from "../identity/signup/signupInput.ts";
import {
  authenticatedProcedure,
  guardedProcedure,
  limited,
  publicProcedure,
  router,
  sharedProcedure,
} from "../procedures.ts";
import type { ProviderInfo } from "../wire/provider.ts";
import type { StagesOf } from "../wire/signupFields.ts";
import type { Connection, ProviderSignup, SocialCallback, SocialRedirect } from "../wire/social.ts";
import type { StateOf } from "../wire/state.ts";
import { finishRedirect } from "./callback.ts";
import { disconnect } from "./connections/disconnect.ts";
import { listConnections } from "./connections/list.ts";
import {
  callbackInput,
  disconnectInput,
  redirectInput,
  socialLoginLimits,
  socialRedirectLimits,
  socialTokenLimits,
  tokenInput,
} from "./input.ts";
import { beginRedirect } from "./redirect.ts";
import { completeProviderSignup } from "./signup/complete.ts";
import { getProviderSignup } from "./signup/get.ts";
import { useProviderToken } from "./token.ts";

/** Login with accounts at other providers. */
export function socialRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<StateOf<Fields>>;
  return router({
    providers: sharedProcedure.query(
      async ({ ctx }): Promise<ProviderInfo[]> => (await listedProviders(ctx.request)).map(describeProvider),
    ),
    redirect: publicProcedure
      .use(limited(socialRedirectLimits))
      .input(redirectInput)
      .mutation(({ ctx, input }): Promise<SocialRedirect> => beginRedirect(ctx.request, input)),
    callback: publicProcedure
      .use(limited(socialLoginLimits))
      .input(callbackInput)
      .mutation(
        ({ ctx, input }): Promise<SocialCallback<Fields["data"], StagesOf<Fields>>> =>
          // As typedState: only the app's own zod object ever wrote `data`.
          finishRedirect(ctx.request, input) as Promise<SocialCallback<Fields["data"], StagesOf<Fields>>>,
      ),
    token: publicProcedure
      .use(limited(socialTokenLimits))
      .input(tokenInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(useProviderToken(ctx.request, input))),
    signup: router({
      get: publicProcedure.query(
        ({ ctx }): Promise<ProviderSignup<Fields["input"]>> =>
          // Each value was accepted by the app's own zod object.
          getProviderSignup(ctx.request) as Promise<ProviderSignup<Fields["input"]>>,
      ),
      complete: publicProcedure
        .use(limited(providerSignupLimits))
        .input(providerSignupInput<Fields>(options))
        .mutation(({ ctx, input }): State => typedState<Fields>(completeProviderSignup(ctx.request, input))),
    }),
    connections: router({
      list: authenticatedProcedure.query(
        ({ ctx }): Promise<Connection[]> => listConnections(ctx.request, ctx.session.user.id),
      ),
      disconnect: guardedProcedure("connections")
        .use(limited({ volume: ["manageConnections"] }))
        .input(disconnectInput)
        .mutation(
          ({ ctx, input }): Promise<Connection[]> => disconnect(ctx.request, { current: ctx.session, ...input }),
        ),
    }),
  });
}
