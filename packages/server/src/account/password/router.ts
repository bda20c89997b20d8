import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { authenticatedProcedure, limited, publicProcedure, router } from "../../procedures.ts";
import type { PasswordKeyInfo } from "../../wire/account.ts";
import type { AuthState } from "../../wire/state.ts";
import { changePasswordInput, codeKeyInput, contactInput, resetInput } from "../input.ts";
import { changePassword, changePasswordLimits } from "./change.ts";
import { checkPasswordKey } from "./checkKey.ts";
import { requestPasswordReset, requestResetLimits } from "./requestReset.ts";
import { resetPassword } from "./reset.ts";
import { resetKeyLimits } from "./resetTarget.ts";

const answer = limited(resetKeyLimits);

export function passwordRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<AuthState<Fields["data"]>>;
  return router({
    change: authenticatedProcedure
      .use(limited(changePasswordLimits))
      .input(changePasswordInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(changePassword(ctx.request, input))),
    requestReset: publicProcedure
      .use(limited(requestResetLimits))
      .input(contactInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(requestPasswordReset(ctx.request, input))),
    checkKey: publicProcedure
      .use(answer)
      .input(codeKeyInput)
      .mutation(({ ctx, input }): Promise<PasswordKeyInfo> => checkPasswordKey(ctx.request, input)),
    reset: publicProcedure
      .use(answer)
      .input(resetInput(options))
      .mutation(({ ctx, input }): State => typedState<Fields>(resetPassword(ctx.request, input))),
  });
}
