import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { codeInput } from "../../identity/fields.ts";
import { limited, publicProcedure, router } from "../../procedures.ts";
import type { AuthState } from "../../wire/state.ts";
import { contactInput } from "../input.ts";
import { confirmCode, confirmCodeLimits } from "./confirm.ts";
import { requestCode, requestCodeLimits } from "./request.ts";
import { resendLoginCode } from "./resend.ts";

export function codeRouter<Fields extends SignupFields>() {
  type State = Promise<AuthState<Fields["data"]>>;
  return router({
    request: publicProcedure
      .use(limited(requestCodeLimits))
      .input(contactInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(requestCode(ctx.request, input))),
    resend: publicProcedure.mutation(({ ctx }): State => typedState<Fields>(resendLoginCode(ctx.request))),
    confirm: publicProcedure
      .use(limited(confirmCodeLimits))
      .input(codeInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(confirmCode(ctx.request, input))),
  });
}
