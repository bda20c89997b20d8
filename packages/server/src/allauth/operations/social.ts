import { z } from "zod";
import type { Connection } from "../../wire/social.ts";
import { loginAnswer, ok } from "../answers.ts";
import type { Conversation } from "../conversation.ts";
import type { Body, Operation } from "../operation.ts";
import { connectionShape, providerSignupShape } from "../shapes/account.ts";
import { success } from "../shapes/envelopes.ts";
import { authenticatedShape } from "../shapes/state.ts";
import { viewProvider } from "../views/state.ts";
import { redirectToProvider } from "./redirect.ts";
import { answerState } from "./states.ts";

const process = z.enum(["login", "connect"]);

/** Accounts at other providers. */
export const socialOperations: readonly Operation[] = [
  {
    id: "redirectToProvider",
    tag: "Authentication: Providers",
    summary: "Go to a provider: a form that the page submits, so that the browser follows",
    method: "POST",
    path: "auth/provider/redirect",
    client: "browser",
    isForm: true,
    body: z.object({
      provider: z.string(),
      callback_url: z.string().describe("A path, or a URL at one of the app's origins."),
      process,
      csrfmiddlewaretoken: z.string().optional().describe("In place of the header X-CSRFToken."),
    }),
    answers: { 302: null },
    refusals: [],
    handle: redirectToProvider,
  },
  {
    id: "authenticateByProviderToken",
    tag: "Authentication: Providers",
    summary: "Log in, or connect an account, with a provider's token",
    method: "POST",
    path: "auth/provider/token",
    body: z.object({
      provider: z.string(),
      process,
      token: z.looseObject({
        client_id: z.string().nullish(),
        id_token: z.string().nullish(),
        access_token: z.string().nullish(),
        nonce: z.string().optional().describe("The nonce that the provider's SDK was given; allauth has none."),
      }),
    }),
    answers: { 200: authenticatedShape },
    refusals: [401, 403, 409],
    rules: {
      invalid: { token: "invalid_token", process: "invalid_choice" },
      codes: { unknown_provider: { code: "invalid_token", param: "token" } },
    },
    handle: answerState("social.token", ({ provider, process: purpose, token }) => ({
      provider,
      process: purpose,
      token: token === undefined ? undefined : nativeToken(Object(token)),
    })),
  },
  {
    id: "getProviderSignup",
    tag: "Authentication: Providers",
    summary: "What a provider supplied about a pending signup",
    method: "GET",
    path: "auth/provider/signup",
    answers: { 200: success(providerSignupShape) },
    refusals: [409],
    handle: async (conversation) => ok(await viewSignup(conversation)),
  },
  {
    id: "completeProviderSignup",
    tag: "Authentication: Providers",
    summary: "Complete a signup with what the provider did not supply",
    method: "POST",
    path: "auth/provider/signup",
    body: z.object({}),
    signup: { password: false },
    answers: { 200: authenticatedShape },
    refusals: [401, 403, 409],
    handle: async (conversation, body) =>
      loginAnswer(conversation, await conversation.call("social.signup.complete", body)),
  },
  {
    id: "listProviderAccounts",
    tag: "Account: Providers",
    summary: "The user's accounts at providers",
    method: "GET",
    path: "account/providers",
    answers: { 200: success(z.array(connectionShape)) },
    refusals: [401],
    handle: async (conversation) =>
      ok(await viewConnections(conversation, await conversation.call("social.connections.list"))),
  },
  {
    id: "disconnectProviderAccount",
    tag: "Account: Providers",
    summary: "Disconnect an account at a provider",
    method: "DELETE",
    path: "account/providers",
    body: z.object({ provider: z.string(), account: z.string().describe("Its `uid`.") }),
    answers: { 200: success(z.array(connectionShape)) },
    refusals: [401],
    rules: {
      params: { uid: "account" },
      codes: { not_found: { status: 400, code: "account_not_found", param: null } },
    },
    async handle(conversation, { provider, account: uid }) {
      const rest = await conversation.call("social.connections.disconnect", { provider, uid });
      return ok(await viewConnections(conversation, rest));
    },
  },
];

/** Null is no value, as in the body itself. */
function nativeToken({ client_id: clientId, id_token: idToken, access_token: accessToken, nonce }: Body) {
  const given = { clientId, idToken, accessToken, nonce };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}

async function viewConnections({ call }: Conversation, connections: readonly Connection[]) {
  const providers = await call("social.providers");
  return connections.map(({ uid, provider: id, display }) => {
    // One that is no longer configured is still the user's.
    const provider = providers.find((one) => one.id === id) ?? { id, name: id, flows: [] };
    return { uid, provider: viewProvider(provider), display };
  });
}

async function viewSignup({ call }: Conversation): Promise<z.output<typeof providerSignupShape>> {
  const { provider, uid, display, user, emails } = await call("social.signup.get");
  return {
    user: {
      display: user.display,
      ...(user.username === null ? {} : { username: user.username }),
      has_usable_password: user.hasUsablePassword,
    },
    account: { uid, provider: viewProvider(provider), display },
    email: emails,
  };
}
