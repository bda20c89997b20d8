import { z } from "zod";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState } from "../config/typedState.ts";
import {
  authenticatedProcedure,
  limited,
  publicProcedure,
  recentProcedure,
  router,
  sharedProcedure,
} from "../procedures.ts";
import type { AuthConfig, SessionListEntry } from "../wire/session.ts";
import type { StateOf, Tokens } from "../wire/state.ts";
import { cancelFlow } from "./cancel.ts";
import { getConfig } from "./config.ts";
import { getSession } from "./get.ts";
import { listSessions } from "./list.ts";
import { refreshSession, refreshSessionLimits } from "./refresh.ts";
import { revokeOtherSessions, revokeSessions } from "./revoke.ts";

const MAX_IDS = 100;
const manage = limited({ volume: ["manageSession"] });
const idsInput = z.object({ ids: z.array(z.string().max(100)).min(1).max(MAX_IDS) });
const refreshInput = z.object({ refreshToken: z.string().min(1).max(4_096) });

export function sessionRouter<Fields extends SignupFields>() {
  type State = Promise<StateOf<Fields>>;
  return router({
    get: publicProcedure.query(({ ctx }): State => typedState<Fields>(getSession(ctx.request))),
    config: sharedProcedure.query(({ ctx }): Promise<AuthConfig> => getConfig(ctx.request)),
    list: authenticatedProcedure.query(
      ({ ctx }): Promise<SessionListEntry[]> => listSessions(ctx.request, ctx.session),
    ),
    revoke: recentProcedure
      .use(manage)
      .input(idsInput)
      .mutation(
        ({ ctx, input }): State =>
          typedState<Fields>(revokeSessions(ctx.request, { current: ctx.session, ids: input.ids })),
      ),
    revokeOthers: recentProcedure
      .use(manage)
      .mutation(({ ctx }): State => typedState<Fields>(revokeOtherSessions(ctx.request, ctx.session))),
    refresh: publicProcedure
      .use(limited(refreshSessionLimits))
      .input(refreshInput)
      .mutation(({ ctx, input }): Promise<Tokens> => refreshSession(ctx.request, input)),
    cancel: publicProcedure.mutation(({ ctx }): State => typedState<Fields>(cancelFlow(ctx.request))),
  });
}
