import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState } from "../config/typedState.ts";
import { describeProvider } from "../identity/providerInfo.ts";
import { signupLimits } from "../identity/signup/signUp.ts";
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
import type { Connection, ProviderSignup, SocialCallback, SocialRedirect } from "../wire/social.ts";
import type { AuthState } from "../wire/state.ts";
import { finishRedirect } from "./callback.ts";
import { disconnect } from "./connections/disconnect.ts";
import { listConnections } from "./connections/list.ts";
import { callbackInput, disconnectInput, redirectInput, tokenInput } from "./input.ts";
import { beginRedirect } from "./redirect.ts";
import { completeProviderSignup } from "./signup/complete.ts";
import { getProviderSignup } from "./signup/get.ts";
import { useProviderToken } from "./token.ts";

/** Login with accounts at other providers. */
export function socialRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<AuthState<Fields["data"]>>;
  return router({
    providers: sharedProcedure.query(({ ctx }): ProviderInfo[] =>
      ctx.request.runtime.options.social.providers.map(describeProvider),
    ),
    redirect: publicProcedure
      .use(limited({ volume: ["socialRedirect"] }))
      .input(redirectInput)
      .mutation(({ ctx, input }): Promise<SocialRedirect> => beginRedirect(ctx.request, input)),
    callback: publicProcedure
      .use(limited({ volume: ["socialLogin"] }))
      .input(callbackInput)
      .mutation(
        ({ ctx, input }): Promise<SocialCallback<Fields["data"]>> =>
          // As typedState: only the app's own zod object ever wrote `data`.
          finishRedirect(ctx.request, input) as Promise<SocialCallback<Fields["data"]>>,
      ),
    token: publicProcedure
      .use(limited({ volume: ["socialLogin"] }))
      .input(tokenInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(useProviderToken(ctx.request, input))),
    signup: router({
      get: publicProcedure.query(({ ctx }): Promise<ProviderSignup> => getProviderSignup(ctx.request)),
      complete: publicProcedure
        .use(limited(signupLimits))
        .input(providerSignupInput<Fields>(options))
        .mutation(({ ctx, input }): State => typedState<Fields>(completeProviderSignup(ctx.request, input))),
    }),
    connections: router({
      list: authenticatedProcedure.query(
        ({ ctx }): Promise<Connection[]> => listConnections(ctx.request, ctx.session.user.id),
      ),
      disconnect: guardedProcedure
        .use(limited({ volume: ["manageConnections"] }))
        .input(disconnectInput)
        .mutation(
          ({ ctx, input }): Promise<Connection[]> => disconnect(ctx.request, { current: ctx.session, ...input }),
        ),
    }),
  });
}
