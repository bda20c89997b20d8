import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { codeInput } from "../../identity/fields.ts";
import { limited, publicProcedure, router, withOwnCredentials } from "../../procedures.ts";
import type { StateOf } from "../../wire/state.ts";
import { contactInput } from "../input.ts";
import { confirmCode, confirmCodeLimits } from "./confirm.ts";
import { requestCode, requestCodeLimits } from "./request.ts";
import { resendLoginCode } from "./resend.ts";

export function codeRouter<Fields extends SignupFields>() {
  type State = Promise<StateOf<Fields>>;
  return router({
    request: publicProcedure
      .use(withOwnCredentials)
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
