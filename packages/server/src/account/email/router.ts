import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { authenticatedProcedure, guardedProcedure, limited, publicProcedure, router } from "../../procedures.ts";
import type { EmailAddress, EmailKeyInfo } from "../../wire/account.ts";
import type { StateOf } from "../../wire/state.ts";
import { codeKeyInput, emailInput } from "../input.ts";
import { addEmail } from "./add.ts";
import { changePendingEmail } from "./change.ts";
import { checkEmailKey } from "./checkKey.ts";
import { listEmails } from "./list.ts";
import { removeEmail } from "./remove.ts";
import { requestVerification, requestVerificationLimits } from "./requestVerification.ts";
import { resendEmail } from "./resend.ts";
import { setPrimaryEmail } from "./setPrimary.ts";
import { verifyEmail, verifyEmailLimits } from "./verify.ts";

const manage = limited({ volume: ["manageEmail"] });

export function emailRouter<Fields extends SignupFields>() {
  type State = Promise<StateOf<Fields>>;
  return router({
    list: authenticatedProcedure.query(({ ctx }): Promise<EmailAddress[]> => listEmails(ctx.request, ctx.session)),
    add: guardedProcedure("email")
      .use(manage)
      .input(emailInput)
      .mutation(({ ctx, input }): Promise<EmailAddress[]> => addEmail(ctx.request, input)),
    remove: guardedProcedure("email")
      .use(manage)
      .input(emailInput)
      .mutation(({ ctx, input }): Promise<EmailAddress[]> => removeEmail(ctx.request, input)),
    setPrimary: guardedProcedure("email")
      .use(manage)
      .input(emailInput)
      .mutation(({ ctx, input }): Promise<EmailAddress[]> => setPrimaryEmail(ctx.request, input)),
    requestVerification: publicProcedure
      .use(limited(requestVerificationLimits))
      .input(emailInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(requestVerification(ctx.request, input))),
    checkKey: publicProcedure
      .use(limited(verifyEmailLimits))
      .input(codeKeyInput)
      .mutation(({ ctx, input }): Promise<EmailKeyInfo> => checkEmailKey(ctx.request, input)),
    verify: publicProcedure
      .use(limited(verifyEmailLimits))
      .input(codeKeyInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(verifyEmail(ctx.request, input))),
    resend: publicProcedure.mutation(({ ctx }): State => typedState<Fields>(resendEmail(ctx.request))),
    change: publicProcedure
      .input(emailInput)
      .mutation(({ ctx, input }): State => typedState<Fields>(changePendingEmail(ctx.request, input))),
  });
}
