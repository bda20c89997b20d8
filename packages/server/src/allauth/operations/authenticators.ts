import { z } from "zod";
import type { RecoveryCodes } from "../../wire/recoveryCodes.ts";
import { type Answer, ok, reauthenticationAnswer } from "../answers.ts";
import type { Conversation } from "../conversation.ts";
import type { Operation } from "../operation.ts";
import type { ProblemRules } from "../problems.ts";
import { doneShape, success } from "../shapes/envelopes.ts";
import {
  authenticatorsShape,
  creationOptionsShape,
  credentialShape,
  shownCodesShape,
  totpShape,
  webAuthnShape,
} from "../shapes/mfa.ts";
import { viewAuthenticators, viewCodes, viewPasskey, viewTotp } from "../views/mfa.ts";
import { creationOptions } from "./mfa.ts";

/** Nobody may protect an account with an address that is not theirs. */
const unverified: ProblemRules = { codes: { unverified_email: { status: 409 } } };
const added = z.object({ recovery_codes_generated: z.boolean() });
const notFound = (param: string): ProblemRules => ({
  params: { ids: param },
  codes: { not_found: { status: 400, code: "invalid_choice", param } },
});

/** The user's second factors. */
export const authenticatorOperations: readonly Operation[] = [
  {
    id: "listAuthenticators",
    tag: "Account: 2FA",
    summary: "The user's second factors",
    method: "GET",
    path: "account/authenticators",
    answers: { 200: success(authenticatorsShape) },
    refusals: [401],
    handle: async ({ call }) => ok(viewAuthenticators(await call("mfa.authenticators"))),
  },
  {
    id: "getTotp",
    tag: "Account: 2FA",
    summary: "The authenticator app; without one, a secret to set it up with",
    method: "GET",
    path: "account/authenticators/totp",
    answers: {
      200: success(totpShape),
      404: z.object({
        status: z.literal(404),
        meta: z.object({ secret: z.string(), totp_url: z.string() }).optional(),
      }),
    },
    refusals: [401, 409],
    rules: unverified,
    async handle({ call }) {
      const app = (await call("mfa.authenticators")).find((one) => one.type === "totp");
      if (app?.type === "totp") return ok(viewTotp(app));
      const { secret, otpauthUrl } = await call("mfa.totp.begin");
      return { status: 404, meta: { secret, totp_url: otpauthUrl } };
    },
  },
  {
    id: "activateTotp",
    tag: "Account: 2FA",
    summary: "Add the authenticator app that shows this code",
    method: "POST",
    path: "account/authenticators/totp",
    body: z.object({ code: z.string() }),
    answers: { 200: success(totpShape, added) },
    refusals: [401, 409],
    rules: { codes: { unverified_email: { param: "code" } } },
    async handle({ call }, { code }) {
      const { authenticator, recoveryCodes } = await call("mfa.totp.activate", { code });
      return ok(viewTotp(authenticator), { recovery_codes_generated: recoveryCodes !== undefined });
    },
  },
  {
    id: "deactivateTotp",
    tag: "Account: 2FA",
    summary: "Remove the authenticator app",
    method: "DELETE",
    path: "account/authenticators/totp",
    answers: { 200: doneShape },
    refusals: [400, 401],
    async handle({ call }) {
      const isThere = (await call("mfa.authenticators")).some(({ type }) => type === "totp");
      if (isThere) await call("mfa.totp.deactivate");
      return ok();
    },
  },
  {
    id: "getRecoveryCodes",
    tag: "Account: 2FA",
    summary: "The unused recovery codes",
    method: "GET",
    path: "account/authenticators/recovery-codes",
    answers: { 200: success(shownCodesShape) },
    refusals: [401, 404],
    handle: async (conversation) => codesAnswer(conversation, await conversation.call("mfa.recoveryCodes.get")),
  },
  {
    id: "generateRecoveryCodes",
    tag: "Account: 2FA",
    summary: "Replace the recovery codes",
    method: "POST",
    path: "account/authenticators/recovery-codes",
    answers: { 200: success(shownCodesShape) },
    refusals: [400, 401],
    handle: async (conversation) => codesAnswer(conversation, await conversation.call("mfa.recoveryCodes.generate")),
  },
  {
    id: "getWebAuthnCreation",
    tag: "Account: WebAuthn",
    summary: "Begin to add a passkey or security key",
    method: "GET",
    path: "account/authenticators/webauthn",
    flag: "passwordless",
    answers: { 200: success(creationOptionsShape) },
    refusals: [401, 409],
    rules: unverified,
    async handle({ call, incoming }) {
      const passwordless = incoming.query.has("passwordless");
      return ok(creationOptions(await call("mfa.webauthn.beginRegistration", { passwordless })));
    },
  },
  {
    id: "addWebAuthn",
    tag: "Account: WebAuthn",
    summary: "Add a passkey or security key",
    method: "POST",
    path: "account/authenticators/webauthn",
    body: z.object({ name: z.string().max(100).optional(), credential: credentialShape }),
    answers: { 200: success(webAuthnShape, added) },
    refusals: [401, 409],
    rules: {
      params: { response: "credential" },
      codes: { unverified_email: { status: 409 }, incorrect_code: { param: null } },
    },
    async handle({ call }, { name, credential }) {
      const { authenticator, recoveryCodes } = await call("mfa.webauthn.register", { name, response: credential });
      return ok(viewPasskey(authenticator), { recovery_codes_generated: recoveryCodes !== undefined });
    },
  },
  {
    id: "renameWebAuthn",
    tag: "Account: WebAuthn",
    summary: "Rename a passkey or security key",
    method: "PUT",
    path: "account/authenticators/webauthn",
    body: z.object({ id: z.string(), name: z.string().max(100) }),
    answers: { 200: success(webAuthnShape) },
    refusals: [401],
    rules: notFound("id"),
    async handle({ call }, { id, name }) {
      const renamed = (await call("mfa.webauthn.rename", { id, name })).find(
        (one) => one.type === "webauthn" && one.id === id,
      );
      return renamed?.type === "webauthn" ? ok(viewPasskey(renamed)) : { status: 404 };
    },
  },
  {
    id: "removeWebAuthn",
    tag: "Account: WebAuthn",
    summary: "Remove passkeys or security keys",
    method: "DELETE",
    path: "account/authenticators/webauthn",
    body: z.object({ authenticators: z.array(z.string()) }),
    answers: { 200: doneShape },
    refusals: [401],
    rules: notFound("authenticators"),
    async handle({ call }, { authenticators: ids }) {
      await call("mfa.webauthn.remove", { ids });
      return ok();
    },
  },
];

/** Codes are shown only shortly after the user authenticated; otherwise they are told how to do it again. */
async function codesAnswer(
  conversation: Conversation,
  { codes, flows = [], isShownOnce }: RecoveryCodes,
): Promise<Answer> {
  if (codes === null && !isShownOnce) return reauthenticationAnswer(conversation, flows);
  const stored = (await conversation.call("mfa.authenticators")).find((one) => one.type === "recovery_codes");
  return stored?.type === "recovery_codes"
    ? ok({ ...viewCodes(stored), ...(codes === null ? {} : { unused_codes: codes }) })
    : { status: 404 };
}
