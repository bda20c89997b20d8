import { z } from "zod";
import type { Login } from "../../engine/login.ts";
import type { Stage } from "../../engine/request.ts";
import { countSms, phoneCode, phoneExistsMessage } from "../../identity/phones.ts";

export const verifyPhoneState = z.object({
  phone: z.string(),
  /** Only a signup may change the number that it waits for. */
  mayChange: z.boolean(),
});
export type VerifyPhoneState = z.output<typeof verifyPhoneState>;

/** Holds a login until the number of its account is verified. */
export const verifyPhoneStage: Stage<"verify_phone", VerifyPhoneState> = {
  id: "verify_phone",
  state: verifyPhoneState,
  describe({ phone, mayChange }, { resends, changes }, options) {
    const limits = options.account.codes.phoneVerification;
    return { phone, canResend: resends < limits.resends, canChange: mayChange && changes < limits.changes };
  },
  async enter(login, request) {
    const phone = phoneToVerify(login);
    if (phone === null) return null;
    // As with an address: a login with a taken number waits here whatever the app requires of others.
    const isTaken = login.account === null && login.hidden.includes("phone");
    if (request.runtime.options.account.phoneVerification === "none" && !isTaken) return null;
    const allowance = await countSms(request, phone);
    const waiting = {
      state: { phone, mayChange: login.isSignup },
      lifetime: request.runtime.options.account.codes.phoneVerification.lifetime,
      undo: allowance.giveBack,
    };
    if (login.hidden.includes("phone")) return { ...waiting, messages: [phoneExistsMessage(request, phone)] };
    const { message, codeHash } = phoneCode(request, { flowId: login.flowId, phone });
    return { ...waiting, messages: [message], codeHash };
  },
};

function phoneToVerify({ account, phone }: Login): string | null {
  if (account === null) return phone;
  return account.user.phoneVerifiedAt === null ? account.user.phone : null;
}
