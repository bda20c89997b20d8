import { z } from "zod";
import { currentSession } from "../../engine/current.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { type Answer, type FieldError, ok } from "../answers.ts";
import { type Conversation, Refused } from "../conversation.ts";
import type { Operation } from "../operation.ts";
import { badRequest, fieldError } from "../problems.ts";
import { emailsShape, phonesShape } from "../shapes/account.ts";
import { doneShape, success } from "../shapes/envelopes.ts";

const email = z.object({ email: z.string() });

/** The user's addresses and phone number. */
export const contactOperations: readonly Operation[] = [
  {
    id: "listEmails",
    tag: "Account: Email",
    summary: "The user's addresses",
    method: "GET",
    path: "account/email",
    answers: { 200: success(emailsShape) },
    refusals: [401],
    handle: async ({ call }) => ok(await call("account.email.list")),
  },
  {
    id: "addEmail",
    tag: "Account: Email",
    summary: "Add an address; while a signup waits for one, replace that",
    method: "POST",
    path: "account/email",
    body: email,
    answers: { 200: success(emailsShape) },
    refusals: [401, 409],
    async handle({ call, request }, { email: address }) {
      if ((await currentSession(request)) !== null) return ok(await call("account.email.add", { email: address }));
      const state = await call("account.email.change", { email: address });
      const waiting = state.status === "pending" && state.flow.id === "verify_email" ? [state.flow.email] : [];
      return ok(waiting.map((one) => ({ email: one, verified: false, primary: true })));
    },
  },
  {
    id: "requestEmailVerification",
    tag: "Account: Email",
    summary: "Send the code or link for an address again",
    method: "PUT",
    path: "account/email",
    body: email,
    answers: { 200: doneShape },
    refusals: [401, 403],
    handle: requestVerification,
  },
  {
    id: "setPrimaryEmail",
    tag: "Account: Email",
    summary: "Make an address the primary one",
    method: "PATCH",
    path: "account/email",
    body: z.object({ email: z.string(), primary: z.boolean() }),
    answers: { 200: success(emailsShape) },
    refusals: [401],
    async handle({ call }, { email: address, primary }) {
      if (primary === true) return ok(await call("account.email.setPrimary", { email: address }));
      const { fault } = await findOwn(call, address);
      return badRequest(...(fault === undefined ? [] : [fault]), fieldError("required", "primary"));
    },
  },
  {
    id: "removeEmail",
    tag: "Account: Email",
    summary: "Remove an address",
    method: "DELETE",
    path: "account/email",
    body: email,
    answers: { 200: success(emailsShape) },
    refusals: [401],
    handle: async ({ call }, { email: address }) => ok(await call("account.email.remove", { email: address })),
  },
  {
    id: "getPhone",
    tag: "Account: Phone",
    summary: "The user's phone number",
    method: "GET",
    path: "account/phone",
    answers: { 200: success(phonesShape) },
    refusals: [401],
    // A number that waits for its code comes after the user's own.
    handle: async ({ call }) => ok((await call("account.phone.get")).slice(0, 1)),
  },
  {
    id: "changePhone",
    tag: "Account: Phone",
    summary:
      "Change the phone number, once its code is entered or at once where numbers are not verified; while a signup waits for one, replace that",
    method: "POST",
    path: "account/phone",
    body: z.object({ phone: z.string().describe("E.164.") }),
    answers: { 202: success(phonesShape, undefined, 202) },
    refusals: [401, 409],
    rules: { codes: { not_authenticated: { status: 409 } } },
    async handle({ call }, { phone }) {
      const state = await call("account.phone.set", { phone });
      const flow = state.status === "anonymous" ? null : state.flow;
      if (flow?.id === "verify_phone") return { status: 202, data: [{ phone: flow.phone, verified: false }] };
      return { status: 202, data: await call("account.phone.get") };
    },
  },
];

/** One of the user's own addresses, or why it is none. Refused to whoever is not logged in. */
async function findOwn(
  call: Conversation["call"],
  address: unknown,
): Promise<{ own: EmailAddress; fault?: never } | { own?: never; fault: FieldError }> {
  const emails = await call("account.email.list");
  if (typeof address !== "string" || address === "") return { fault: fieldError("required", "email") };
  const typed = normalizeEmailAddress(address);
  if (typed === null) return { fault: fieldError("invalid", "email") };
  const own = emails.find((one) => one.email === typed);
  return own === undefined ? { fault: fieldError("unknown_email", "email") } : { own };
}

/** For the user's own addresses only: whose another one is would be told otherwise. */
async function requestVerification(
  { call }: Conversation,
  { email: address }: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { own, fault } = await findOwn(call, address);
  if (fault !== undefined) return badRequest(fault);
  if (own.verified) return { status: 403 };
  try {
    await call("account.email.requestVerification", { email: own.email });
    return ok();
  } catch (error) {
    // No further mail is sent: the limit is reached, or the resends are used up.
    const isSpent = error instanceof Refused && ["TOO_MANY_REQUESTS", "CONFLICT"].includes(error.error.code);
    if (isSpent) return { status: 403 };
    throw error;
  }
}
