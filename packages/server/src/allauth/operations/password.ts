import { z } from "zod";
import { type Answer, loginAnswer, ok, stateAnswer } from "../answers.ts";
import { type Conversation, Refused } from "../conversation.ts";
import type { Body, Operation } from "../operation.ts";
import { badRequest, fieldError } from "../problems.ts";
import { doneShape, success } from "../shapes/envelopes.ts";
import { authenticatedShape, namedUserShape } from "../shapes/state.ts";
import { answerState } from "./states.ts";

const secret = z.string().describe("Never trimmed.");

export const passwordOperations: readonly Operation[] = [
  {
    id: "requestPasswordReset",
    tag: "Authentication: Password reset",
    summary: "Request a password reset",
    method: "POST",
    path: "auth/password/request",
    body: z.object({ email: z.string() }),
    answers: { 200: z.union([doneShape, authenticatedShape]) },
    refusals: [401],
    // The protocol has no reset by phone number, whatever users log in with.
    rules: { codes: { invalid_login: { code: "required", param: "email" } } },
    async handle(conversation, { email }) {
      const state = await conversation.call("account.password.requestReset", { email });
      return conversation.options.account.passwordResetBy === "code" ? stateAnswer(conversation, state) : ok();
    },
  },
  {
    id: "getPasswordReset",
    tag: "Authentication: Password reset",
    summary: "Whose password a key would set",
    method: "GET",
    path: "auth/password/reset",
    keyHeader: "X-Password-Reset-Key",
    answers: { 200: success(z.object({ user: namedUserShape })) },
    refusals: [409],
    async handle({ call, incoming, options }) {
      const key = incoming.header("x-password-reset-key") ?? "";
      if (key === "" && options.account.passwordResetBy === "link") return badRequest(fieldError("required", "key"));
      const { user } = await call("account.password.checkKey", { key });
      return ok({ user: { display: user.display, ...(user.email === null ? {} : { email: user.email }) } });
    },
  },
  {
    id: "resetPassword",
    tag: "Authentication: Password reset",
    summary: "Set a new password",
    method: "POST",
    path: "auth/password/reset",
    body: z.object({ key: z.string().describe("From the link, or the code."), password: secret }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    handle: answerState("account.password.reset"),
  },
  {
    id: "changePassword",
    tag: "Account: Password",
    summary: "Change the password, or set the first one",
    method: "POST",
    path: "account/password/change",
    body: z.object({
      current_password: secret.optional().describe("Required of a user who has a password."),
      new_password: secret,
    }),
    answers: { 200: authenticatedShape },
    refusals: [401],
    rules: { params: { currentPassword: "current_password", newPassword: "new_password" } },
    handle: changePassword,
  },
];

async function changePassword(conversation: Conversation, { current_password, new_password }: Body): Promise<Answer> {
  const { call } = conversation;
  const fields = { currentPassword: current_password, newPassword: new_password };
  try {
    return loginAnswer(conversation, await call("account.password.change", fields));
  } catch (error) {
    const isMissingBoth = error instanceof Refused && current_password === undefined && new_password === undefined;
    if (!isMissingBoth || error.error.code !== "BAD_REQUEST" || !(await call("account.user")).hasUsablePassword)
      throw error;
    // Whether the first is required depends on the user, so it is reported by itself only once the other is there.
    return badRequest(fieldError("required", "current_password"), fieldError("required", "new_password"));
  }
}
