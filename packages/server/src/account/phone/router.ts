import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { codeInput } from "../../identity/fields.ts";
import { authenticatedProcedure, limited, publicProcedure, router } from "../../procedures.ts";
import type { PhoneNumber } from "../../wire/account.ts";
import type { StateOf } from "../../wire/state.ts";
import { phoneInput } from "../input.ts";
import { viewPhones } from "./get.ts";
import { resendPhoneCode } from "./resend.ts";
import { setPhone } from "./set.ts";
import { verifyPhone, verifyPhoneLimits } from "./verify.ts";

export function phoneRouter<Fields extends SignupFields>() {
  type State = Promise<StateOf<Fields>>;
  return router({
    get: authenticatedProcedure.query(({ ctx }): PhoneNumber[] => viewPhones(ctx.session)),
    set: publicProcedure
      .use(limited({ volume: ["changePhone"] }))
      .input(phoneInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(setPhone(ctx.request, input))),
    verify: publicProcedure
      .use(limited(verifyPhoneLimits))
      .input(codeInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(verifyPhone(ctx.request, input))),
    resend: publicProcedure.mutation(({ ctx }): State => typedState<Fields>(resendPhoneCode(ctx.request))),
  });
}
