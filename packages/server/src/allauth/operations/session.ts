import { z } from "zod";
import { loginAnswer, ok, stateAnswer } from "../answers.ts";
import type { Operation } from "../operation.ts";
import { success } from "../shapes/envelopes.ts";
import { configShape, sessionsShape } from "../shapes/session.ts";
import { authenticatedShape } from "../shapes/state.ts";
import { viewConfig, viewSessions } from "../views/session.ts";

const secret = z.string().describe("Never trimmed.");

/** Who is logged in, and how they got there. */
export const sessionOperations: readonly Operation[] = [
  {
    id: "getConfig",
    tag: "Configuration",
    summary: "What a client needs to draw its forms",
    method: "GET",
    path: "config",
    answers: { 200: success(configShape) },
    refusals: [],
    handle: async ({ call, client }) => ok(viewConfig(await call("session.config"), client)),
  },
  {
    id: "getSession",
    tag: "Authentication: Current session",
    summary: "Who is logged in, or what is pending",
    method: "GET",
    path: "auth/session",
    answers: { 200: authenticatedShape },
    refusals: [401],
    handle: async (conversation) => stateAnswer(conversation, await conversation.call("session.get")),
  },
  {
    id: "logout",
    tag: "Authentication: Current session",
    summary: "Log out, and drop what is pending",
    method: "DELETE",
    path: "auth/session",
    answers: {},
    refusals: [401],
    handle: async (conversation) => stateAnswer(conversation, await conversation.call("account.logout")),
  },
  {
    id: "login",
    tag: "Authentication: Account",
    summary: "Log in with a password",
    method: "POST",
    path: "auth/login",
    body: z.object({
      email: z.string().optional(),
      username: z.string().optional(),
      phone: z.string().optional().describe("E.164."),
      password: secret,
    }),
    answers: { 200: authenticatedShape },
    refusals: [401, 409],
    handle: async (conversation, { email, username, phone, password }) =>
      loginAnswer(conversation, await conversation.call("account.login", { email, username, phone, password })),
  },
  {
    id: "signup",
    tag: "Authentication: Account",
    summary: "Sign up",
    method: "POST",
    path: "auth/signup",
    body: z.object({}),
    signup: { password: true },
    answers: { 200: authenticatedShape },
    refusals: [401, 403, 409],
    handle: async (conversation, body) => loginAnswer(conversation, await conversation.call("account.signup", body)),
  },
  {
    id: "reauthenticate",
    tag: "Authentication: Account",
    summary: "Authenticate again with the password",
    method: "POST",
    path: "auth/reauthenticate",
    body: z.object({ password: secret }),
    answers: { 200: authenticatedShape },
    refusals: [401],
    handle: async (conversation, { password }) =>
      stateAnswer(conversation, await conversation.call("account.reauthenticate", { password })),
  },
  {
    id: "listSessions",
    tag: "Sessions",
    summary: "The user's sessions",
    method: "GET",
    path: "auth/sessions",
    answers: { 200: success(sessionsShape) },
    refusals: [401],
    handle: async ({ call }) => ok(viewSessions(await call("session.list"))),
  },
  {
    id: "endSessions",
    tag: "Sessions",
    summary: "End some of the user's sessions",
    method: "DELETE",
    path: "auth/sessions",
    body: z.object({ sessions: z.array(z.string()) }),
    answers: { 200: success(sessionsShape) },
    refusals: [401],
    rules: {
      params: { ids: "sessions" },
      codes: { not_found: { status: 400, code: "invalid_choice", param: "sessions" } },
    },
    async handle(conversation, { sessions: ids }) {
      const state = await conversation.call("session.revoke", { ids });
      if (state.status !== "authenticated") return stateAnswer(conversation, state);
      return ok(viewSessions(await conversation.call("session.list")));
    },
  },
  {
    id: "refreshTokens",
    tag: "Tokens",
    summary: "Exchange a refresh token",
    method: "POST",
    path: "tokens/refresh",
    client: "app",
    body: z.object({ refresh_token: z.string() }),
    answers: { 200: success(z.object({ access_token: z.string(), refresh_token: z.string().optional() })) },
    refusals: [],
    rules: { params: { refreshToken: "refresh_token" } },
    async handle({ call }, { refresh_token: refreshToken }) {
      const tokens = await call("session.refresh", { refreshToken });
      return ok({
        access_token: tokens.accessToken,
        ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
      });
    },
  },
];
