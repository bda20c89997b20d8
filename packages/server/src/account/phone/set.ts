import { holdPhone, setUnverifiedPhone } from "../../db/accounts/phones.ts";
import type { Database } from "../../db/database.ts";
import { reissueCode } from "../../db/flows.ts";
import type { FlowRow } from "../../db/rows.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { assertGuarded } from "../../engine/assurance/reauthentication.ts";
import { authState } from "../../engine/authState.ts";
import { invalidateReads } from "../../engine/clientState.ts";
import { currentSession, findFlow } from "../../engine/current.ts";
import { lookAgain, SignupsMet } from "../../engine/flows/lookAgain.ts";
import { withAllowance } from "../../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { resumeLogin } from "../../engine/resume.ts";
import { providersOf } from "../../engine/social/providers.ts";
import { inSessionTransaction, inTransaction } from "../../engine/transaction.ts";
import { accountOf } from "../../identity/emailAddresses.ts";
import { notify } from "../../identity/notify.ts";
import { missingWayIn, readMeans } from "../../identity/ownership/waysIn.ts";
import { countSms, parsePhone, phoneCode, phoneExistsMessage } from "../../identity/phones.ts";
import {
  type Asking,
  belongsToSomebody,
  isHeldElsewhere,
  isVerifiedElsewhere,
} from "../../identity/signup/belongsToSomebody.ts";
import { phoneConflict } from "../../identity/signup/conflicts.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthState } from "../../wire/state.ts";
import { verifyPhoneState } from "./verifyPhone.stage.ts";
import { waitForCode } from "./waitForCode.ts";

/**
 * Changes the user's number once its code is entered, or the number that a signup waits for: the account does not
 * change before that.
 *
 * Where the app has nobody verify numbers, the number is stored at once, unverified. A verified number still gives way
 * only to a verified one, and so does a number without which the user could not log in any more. One that another
 * account has as well is stored once its code is entered.
 *
 * @throws AuthError `not_authenticated`, `reauthentication_required`, `same_as_current`, `phone_taken`,
 *   `no_pending_flow` when a signup changed it too often, `rate_limited`
 */
export async function setPhone(request: AuthRequest, { phone }: { phone: string }): Promise<AuthState> {
  await lookAgain(request, () => changePhone(request, phone));
  invalidateReads(request);
  return authState(request);
}

async function changePhone(request: AuthRequest, phone: string): Promise<void> {
  const current = await currentSession(request);
  const flow = await findFlow(request, "verify_phone");
  if (current === null && flow === null) throw new AuthError("not_authenticated");
  if (current !== null) await assertGuarded(current, request, "phone");
  const number = parsePhone(phone);
  const former = current === null && flow !== null ? verifyPhoneState.parse(flow.state).phone : current?.user.phone;
  if (number === former) throw new AuthError("same_as_current", { param: "phone" });
  if (current !== null) await changeNumber(request, current, number);
  else if (flow !== null) await changeSignup(request, flow, number);
}

async function changeNumber(request: AuthRequest, current: FoundSession, phone: string): Promise<void> {
  const { options } = request.runtime;
  if (phoneConflict(options) === "tell" && (await isInTheWay(request, current, phone)))
    throw new AuthError("phone_taken", { param: "phone" });
  if (await isStoredAtOnce(request, current, phone)) return storeNumber(request, current, phone);
  await waitForCode(request, current, { phone, isStored: false });
}

/** A number that makes no claim is only refused where another account has verified it. */
function isInTheWay({ runtime }: AuthRequest, current: FoundSession, phone: string): Promise<boolean> {
  const contact = { via: "phone", recipient: phone } as const;
  const { database, options } = runtime;
  const isOfAnother = options.account.phoneVerification === "none" ? isVerifiedElsewhere : belongsToSomebody;
  return isOfAnother(database, contact, askingOf(current));
}

function askingOf({ user, primaryEmail }: FoundSession): Asking {
  return { id: user.id, email: primaryEmail?.verifiedAt == null ? null : primaryEmail.address };
}

async function isStoredAtOnce(request: AuthRequest, current: FoundSession, phone: string): Promise<boolean> {
  const { user } = current;
  const { database, options } = request.runtime;
  if (options.account.phoneVerification !== "none" || user.phoneVerifiedAt !== null) return false;
  if (await isAnothersAsWell(request, database, { phone, asking: askingOf(current) })) return false;
  const means = await readMeans(database, { userId: user.id, providers: await providersOf(request) });
  return missingWayIn({ ...means, user: { ...means.user, phone } }, options) === null;
}

/**
 * Strangers could give so many accounts somebody's number that a login by it compares none but theirs. Where nothing
 * may be told of other accounts, this must not be either.
 */
async function isAnothersAsWell(
  { runtime: { options } }: AuthRequest,
  database: Database,
  { phone, asking }: { phone: string; asking: Asking },
): Promise<boolean> {
  return phoneConflict(options) === "tell" && isHeldElsewhere(database, { via: "phone", recipient: phone }, asking);
}

async function storeNumber(request: AuthRequest, current: FoundSession, phone: string): Promise<void> {
  const account = await accountOf(request, current.user.id);
  const userId = account.user.id;
  await inSessionTransaction(request, current, async (transaction, user) => {
    // Verified or changed since it was read: what is then to be done is decided again.
    if (user.phoneVerifiedAt !== null || user.phone !== current.user.phone) throw new SignupsMet();
    await holdPhone(transaction.tx, phone);
    if (await isAnothersAsWell(request, transaction.tx, { phone, asking: askingOf(current) })) throw new SignupsMet();
    await setUnverifiedPhone(transaction, { userId, phone });
    // A code that is under way to the former number must not bring it back.
    await transaction.raise(userId, { reason: "superseded" });
    transaction.emit({ type: "phone_changed", userId });
    notify(request, { account, template: "phone_changed", context: { phone } }, transaction);
  });
}

async function changeSignup(request: AuthRequest, flow: FlowRow, phone: string): Promise<void> {
  const waiting = verifyPhoneState.parse(flow.state);
  const { changes } = request.runtime.options.account.codes.phoneVerification;
  if (!waiting.mayChange || flow.changes >= changes) throw new AuthError("no_pending_flow");
  const { account, hiddenAccount } = await resumeLogin(request, flow);
  const owner = account ?? hiddenAccount;
  await withSms(request, phone, () =>
    inTransaction(request, async (transaction) => {
      const { id, step } = flow;
      const isTaken = await belongsToSomebody(transaction.tx, { via: "phone", recipient: phone }, owner?.user);
      if (isTaken && phoneConflict(request.runtime.options) === "tell")
        throw new AuthError("phone_taken", { param: "phone" });
      const { message, codeHash } = isTaken
        ? { message: phoneExistsMessage(request, phone), codeHash: null }
        : phoneCode(request, { flowId: id, phone });
      const state = { ...waiting, phone };
      const counter = { id, step, count: "changes", max: changes, codeHash, state, now: request.now } as const;
      const reissued = await reissueCode(transaction.tx, counter);
      // A hidden signup may have become an account since the flow was read.
      if (reissued?.userId !== flow.userId) throw new SignupsMet();
      transaction.send(message);
    }),
  );
}

/** Counts the text message first. */
async function withSms(request: AuthRequest, phone: string, work: () => Promise<void>): Promise<void> {
  return withAllowance(await countSms(request, phone), work);
}
