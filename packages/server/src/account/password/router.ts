import type { ResolvedOptions } from "../../config/options.ts";
import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { authenticatedProcedure, limited, publicProcedure, router, withOwnCredentials } from "../../procedures.ts";
import type { PasswordKeyInfo } from "../../wire/account.ts";
import type { StateOf } from "../../wire/state.ts";
import { changePasswordInput, codeKeyInput, contactInput, passwordInput, resetInput } from "../input.ts";
import { changePassword, changePasswordLimits } from "./change.ts";
import { checkPasswordKey } from "./checkKey.ts";
import { replacePassword, replacePasswordLimits } from "./replace.ts";
import { requestPasswordReset, requestResetLimits } from "./requestReset.ts";
import { resetPassword } from "./reset.ts";
import { resetKeyLimits } from "./resetTarget.ts";

const answer = limited(resetKeyLimits);

export function passwordRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type State = Promise<StateOf<Fields>>;
  return router({
    change: authenticatedProcedure
      .use(withOwnCredentials)
      .use(limited(changePasswordLimits))
      .input(changePasswordInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(changePassword(ctx.request, input))),
    replace: publicProcedure
      .use(withOwnCredentials)
      .use(limited(replacePasswordLimits))
      .input(passwordInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(replacePassword(ctx.request, input))),
    requestReset: publicProcedure
      .use(withOwnCredentials)
      .use(limited(requestResetLimits))
      .input(contactInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(requestPasswordReset(ctx.request, input))),
    checkKey: publicProcedure
      .use(withOwnCredentials)
      .use(answer)
      .input(codeKeyInput)
      .mutation(({ ctx, input }): Promise<PasswordKeyInfo> => checkPasswordKey(ctx.request, input)),
    reset: publicProcedure
      .use(withOwnCredentials)
      .use(answer)
      .input(resetInput(options))
      .mutation(({ ctx, input }): State => typedState<Fields>(resetPassword(ctx.request, input))),
  });
}
