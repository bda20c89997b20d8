import { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import { ok } from "../answers.ts";
import type { Body, Operation } from "../operation.ts";
import type { ProblemRules } from "../problems.ts";
import { success } from "../shapes/envelopes.ts";
import { creationOptionsShape, credentialShape, requestOptionsShape } from "../shapes/mfa.ts";
import { authenticatedShape } from "../shapes/state.ts";
import { answerState } from "./states.ts";

const code = z.object({ code: z.string().describe("Of the authenticator app, or a recovery code.") });
const assertion = z.object({ credential: credentialShape });
const response = ({ credential }: Body) => ({ response: credential });

const isPasskeyLoginOff = ({ mfa }: ResolvedOptions) => !mfa.passkeyLogin;
const isPasskeySignupOff = ({ mfa }: ResolvedOptions) => !mfa.passkeySignup;

/** Where nothing waits for a second factor, there is nobody to answer for. */
const stageRules: ProblemRules = {
  params: { response: "credential" },
  codes: { no_pending_flow: { status: 401 } },
};
const passkeyRules: ProblemRules = { params: { response: "credential" } };

/** Second factors and passkeys at a login, a signup, or to authenticate again. */
export const mfaOperations: readonly Operation[] = [
  {
    id: "authenticateMfa",
    tag: "Authentication: 2FA",
    summary: "Give the second factor of a login",
    method: "POST",
    path: "auth/2fa/authenticate",
    body: code,
    answers: { 200: authenticatedShape },
    refusals: [401],
    rules: stageRules,
    handle: answerState("mfa.authenticate"),
  },
  {
    id: "reauthenticateMfa",
    tag: "Authentication: 2FA",
    summary: "Authenticate again with a second factor",
    method: "POST",
    path: "auth/2fa/reauthenticate",
    body: code,
    answers: { 200: authenticatedShape },
    refusals: [401],
    handle: answerState("mfa.reauthenticate"),
  },
  {
    id: "trustBrowser",
    tag: "Authentication: 2FA",
    summary: "Say whether this browser is asked again",
    method: "POST",
    path: "auth/2fa/trust",
    client: "browser",
    body: z.object({ trust: z.boolean().optional() }),
    answers: { 200: authenticatedShape },
    refusals: [401],
    rules: stageRules,
    isOff: ({ mfa, account }) => mfa.trust === false && !account.loginByCode.trust,
    handle: answerState("mfa.trust", ({ trust = false }) => ({ trust })),
  },
  {
    id: "getWebAuthnRequest",
    tag: "Authentication: WebAuthn",
    summary: "Begin to give a passkey or security key as the second factor",
    method: "GET",
    path: "auth/webauthn/authenticate",
    answers: { 200: success(requestOptionsShape) },
    refusals: [401, 404],
    rules: stageRules,
    handle: async ({ call }) => ok(requestOptions(await call("mfa.webauthn.beginAuthentication"))),
  },
  {
    id: "authenticateWebAuthn",
    tag: "Authentication: WebAuthn",
    summary: "Give a passkey or security key as the second factor",
    method: "POST",
    path: "auth/webauthn/authenticate",
    body: assertion,
    answers: { 200: authenticatedShape },
    refusals: [401],
    rules: stageRules,
    handle: answerState("mfa.webauthn.authenticate", response),
  },
  {
    id: "getWebAuthnReauthentication",
    tag: "Authentication: WebAuthn",
    summary: "Begin to authenticate again with a passkey or security key",
    method: "GET",
    path: "auth/webauthn/reauthenticate",
    answers: { 200: success(requestOptionsShape) },
    refusals: [401, 404],
    handle: async ({ call }) => ok(requestOptions(await call("mfa.webauthn.beginReauthentication"))),
  },
  {
    id: "reauthenticateWebAuthn",
    tag: "Authentication: WebAuthn",
    summary: "Authenticate again with a passkey or security key",
    method: "POST",
    path: "auth/webauthn/reauthenticate",
    body: assertion,
    answers: { 200: authenticatedShape },
    refusals: [401],
    rules: passkeyRules,
    handle: answerState("mfa.webauthn.reauthenticate", response),
  },
  {
    id: "getWebAuthnLogin",
    tag: "Authentication: WebAuthn",
    summary: "Begin to log in with a passkey",
    method: "GET",
    path: "auth/webauthn/login",
    answers: { 200: success(requestOptionsShape) },
    refusals: [],
    isOff: isPasskeyLoginOff,
    handle: async ({ call }) => ok(requestOptions(await call("mfa.webauthn.beginLogin"))),
  },
  {
    id: "loginWebAuthn",
    tag: "Authentication: WebAuthn",
    summary: "Log in with a passkey",
    method: "POST",
    path: "auth/webauthn/login",
    body: assertion,
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    rules: passkeyRules,
    isOff: isPasskeyLoginOff,
    handle: answerState("mfa.webauthn.login", response),
  },
  {
    id: "signupWebAuthn",
    tag: "Authentication: WebAuthn",
    summary: "Sign up with a passkey: first, the address is verified",
    method: "POST",
    path: "auth/webauthn/signup",
    body: z.object({}),
    signup: { password: false },
    answers: {},
    refusals: [401, 403, 409],
    isOff: isPasskeySignupOff,
    handle: answerState("mfa.webauthn.beginSignup"),
  },
  {
    id: "getWebAuthnSignup",
    tag: "Authentication: WebAuthn",
    summary: "Begin to create the passkey of a signup",
    method: "GET",
    path: "auth/webauthn/signup",
    answers: { 200: success(creationOptionsShape) },
    refusals: [409],
    isOff: isPasskeySignupOff,
    handle: async ({ call }) => ok(creationOptions(await call("mfa.webauthn.signupOptions"))),
  },
  {
    id: "completeWebAuthnSignup",
    tag: "Authentication: WebAuthn",
    summary: "Complete a signup with the passkey",
    method: "PUT",
    path: "auth/webauthn/signup",
    body: z.object({ name: z.string().max(100).optional(), credential: credentialShape }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    rules: { ...passkeyRules, codes: { incorrect_code: { param: null } } },
    isOff: isPasskeySignupOff,
    handle: answerState("mfa.webauthn.signup", ({ name, credential }) => ({ name, response: credential })),
  },
];

function requestOptions({ options }: { options: object }) {
  return { request_options: { publicKey: options } };
}

export function creationOptions({ options }: { options: object }) {
  return { creation_options: { publicKey: options } };
}
