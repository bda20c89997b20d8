import type { FoundSession } from "../../db/sessions.ts";
import type { PhoneNumber } from "../../wire/account.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";

/** The user's number, and the one that waits for its code. */
export function viewPhones({ user, flows }: FoundSession): PhoneNumber[] {
  const stored = user.phone === null ? [] : [{ phone: user.phone, verified: user.phoneVerifiedAt !== null }];
  const flow = flows.find(({ step }) => step === "verify_phone");
  if (flow === undefined) return stored;
  const { phone } = verifyPhoneState.parse(flow.state);
  return stored.some((known) => known.phone === phone) ? stored : [...stored, { phone, verified: false }];
}
