import { z } from "zod";
import { type Answer, loginAnswer, ok, stateAnswer } from "../answers.ts";
import { type Conversation, Refused } from "../conversation.ts";
import type { Body, Operation } from "../operation.ts";
import { badRequest, fieldError } from "../problems.ts";
import { doneShape, success } from "../shapes/envelopes.ts";
import { authenticatedShape, namedUserShape } from "../shapes/state.ts";
import { answerState } from "./states.ts";

const KEY_MISSING = badRequest(fieldError("required", "key"));
const code = z.string().describe("Case, spaces and dashes do not matter.");

/** The code or link that somebody was sent. */
export const verificationOperations: readonly Operation[] = [
  {
    id: "getEmailVerification",
    tag: "Authentication: Account",
    summary: "What a key would verify",
    method: "GET",
    path: "auth/email/verify",
    keyHeader: "X-Email-Verification-Key",
    answers: {
      200: success(
        z.object({ email: z.string(), user: namedUserShape }),
        z.object({ is_authenticating: z.boolean().describe("Whether this client began the login that waits for it.") }),
      ),
    },
    refusals: [409],
    async handle({ call, incoming, options }) {
      const key = incoming.header("x-email-verification-key") ?? "";
      if (key === "" && options.account.emailVerificationBy === "link") return KEY_MISSING;
      const { email, isAuthenticating } = await call("account.email.checkKey", { key });
      return ok({ email, user: { display: email, email } }, { is_authenticating: isAuthenticating });
    },
  },
  {
    id: "verifyEmail",
    tag: "Authentication: Account",
    summary: "Verify an address",
    method: "POST",
    path: "auth/email/verify",
    body: z.object({ key: z.string().describe("From the link, or the code.") }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    async handle(conversation, { key }) {
      // A link's key that is not there at all is no wrong one.
      if (key === "" && conversation.options.account.emailVerificationBy === "link") return KEY_MISSING;
      return loginAnswer(conversation, await conversation.call("account.email.verify", { key }));
    },
  },
  {
    id: "resendEmailVerification",
    tag: "Authentication: Account",
    summary: "Resend the code or link of the pending address",
    method: "POST",
    path: "auth/email/verify/resend",
    answers: { 200: doneShape },
    refusals: [409],
    async handle({ call }) {
      await call("account.email.resend");
      return ok();
    },
  },
  {
    id: "verifyPhone",
    tag: "Authentication: Account",
    summary: "Verify a phone number",
    method: "POST",
    path: "auth/phone/verify",
    body: z.object({ code }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    handle: answerState("account.phone.verify"),
  },
  {
    id: "resendPhoneVerification",
    tag: "Authentication: Account",
    summary: "Resend the code of the pending phone number",
    method: "POST",
    path: "auth/phone/verify/resend",
    answers: { 200: doneShape },
    refusals: [409],
    async handle({ call }) {
      await call("account.phone.resend");
      return ok();
    },
  },
  {
    id: "requestLoginCode",
    tag: "Authentication: Login by code",
    summary: "Request a code to log in with",
    method: "POST",
    path: "auth/code/request",
    body: z.object({ email: z.string().optional(), phone: z.string().optional() }),
    answers: {},
    refusals: [401, 409],
    rules: { codes: { invalid_login: { code: "select_only_one", param: null } } },
    handle: requestCode,
  },
  {
    id: "confirmLoginCode",
    tag: "Authentication: Login by code",
    summary: "Log in with the code",
    method: "POST",
    path: "auth/code/confirm",
    body: z.object({ code }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    handle: answerState("account.code.confirm"),
  },
  {
    id: "resendLoginCode",
    tag: "Authentication: Login by code",
    summary: "Resend the code",
    method: "POST",
    path: "auth/code/resend",
    answers: { 200: doneShape },
    refusals: [409],
    isOff: ({ account: { loginByCode, password } }) =>
      !loginByCode.enabled && loginByCode.required === false && !password.checkAtLogin,
    async handle({ call }) {
      await call("account.code.resend");
      return ok();
    },
  },
];

/** Each code allows a guess, so too many requests are told as guesses, of the field that they are for. */
async function requestCode(conversation: Conversation, { email, phone }: Body): Promise<Answer> {
  try {
    return stateAnswer(conversation, await conversation.call("account.code.request", { email, phone }));
  } catch (error) {
    const code = "too_many_login_attempts";
    if (!(error instanceof Refused) || error.data.errors[0]?.code !== code) throw error;
    return {
      ...badRequest(fieldError(code, phone === undefined ? "email" : "phone")),
      retryAfter: error.data.retryAfter,
    };
  }
}
