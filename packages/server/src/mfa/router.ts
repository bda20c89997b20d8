import { z } from "zod";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState } from "../config/typedState.ts";
import { publicProcedure, router } from "../procedures.ts";
import type { AuthState } from "../wire/state.ts";
import { answerTrust } from "./trust.ts";

/** What concerns second steps of a login. */
export function mfaRouter<Fields extends SignupFields>() {
  return router({
    trust: publicProcedure
      .input(z.object({ trust: z.boolean() }))
      .mutation(
        ({ ctx, input }): Promise<AuthState<Fields["data"]>> => typedState<Fields>(answerTrust(ctx.request, input)),
      ),
  });
}
