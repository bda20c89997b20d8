import type { SignupFields } from "../../config/signupFields.ts";
import { typedEnrollment, typedState } from "../../config/typedState.ts";
import { codeInput } from "../../identity/fields.ts";
import { limited, publicProcedure, router, withOptionalInput } from "../../procedures.ts";
import type { PasskeyRegistration, TotpSetup } from "../../wire/mfa.ts";
import type { EnrolledStateOf, StateOf } from "../../wire/state.ts";
import { beginRegistrationInput, registerInput } from "../input.ts";
import { activateTotp } from "./activateTotp.ts";
import { beginTotp } from "./beginTotp.ts";
import { beginWebauthn } from "./beginWebauthn.ts";
import { completeEnrollment } from "./enrollFactor.ts";
import { registerWebauthn } from "./registerWebauthn.ts";

const byCode = limited({ volume: ["confirmCode"] });
const ceremony = limited({ volume: ["passkey"] });

/** Sets up a second factor within a login, where the app requires one: for the step `mfa_enroll`. */
export function enrollRouter<Fields extends SignupFields>() {
  type State = Promise<StateOf<Fields>>;
  type Enrolled = Promise<EnrolledStateOf<Fields>>;
  return router({
    beginTotp: publicProcedure.use(byCode).mutation(({ ctx }): Promise<TotpSetup> => beginTotp(ctx.request)),
    activateTotp: publicProcedure
      .use(byCode)
      .input(codeInput)
      .mutation(({ ctx, input }): Enrolled => typedEnrollment<Fields>(activateTotp(ctx.request, input))),
    beginWebauthn: publicProcedure
      .use(ceremony)
      .use(withOptionalInput)
      .input(beginRegistrationInput)
      .mutation(
        ({ ctx, input }): Promise<PasskeyRegistration> =>
          beginWebauthn(ctx.request, { passwordless: input?.passwordless ?? true }),
      ),
    registerWebauthn: publicProcedure
      .use(ceremony)
      .input(registerInput)
      .mutation(({ ctx, input }): Enrolled => typedEnrollment<Fields>(registerWebauthn(ctx.request, input))),
    complete: publicProcedure
      .use(ceremony)
      .mutation(({ ctx }): State => typedState<Fields>(completeEnrollment(ctx.request))),
  });
}
