import { z } from "zod";
import { named } from "./named.ts";

// What the answers contain, in allauth's spelling. The views are typed by these, and the OpenAPI document made of them.

export const userShape = named(
  "User",
  z.object({
    id: z.string().describe("A UUID."),
    display: z.string().describe("A name to show. Plain text."),
    email: z.string().optional().describe("The primary address."),
    username: z.string().optional(),
    has_usable_password: z.boolean(),
  }),
);

/** Of somebody who is not logged in: no more than the mail already said. */
export const namedUserShape = named("NamedUser", z.object({ display: z.string(), email: z.string().optional() }));

export const methodShape = named(
  "AuthenticationMethod",
  z.object({
    method: z.enum(["password", "password_reset", "code", "socialaccount", "mfa"]),
    at: z.number().describe("Seconds since 1970."),
    email: z.string().optional(),
    username: z.string().optional(),
    phone: z.string().optional(),
    provider: z.string().optional(),
    uid: z.string().optional(),
    type: z.enum(["totp", "recovery_codes", "webauthn"]).optional(),
    id: z.string().optional(),
    passwordless: z.boolean().optional(),
    reauthenticated: z.boolean().optional(),
  }),
);

export const providerShape = named(
  "Provider",
  z.object({
    id: z.string(),
    name: z.string(),
    flows: z.array(z.enum(["provider_redirect", "provider_token"])),
    client_id: z.string().optional(),
    openid_configuration_url: z.string().optional(),
  }),
);

export const flowShape = named(
  "Flow",
  z.object({
    id: z.string(),
    is_pending: z.boolean().optional(),
    provider: providerShape.optional(),
    providers: z.array(z.string()).optional(),
    types: z.array(z.string()).optional(),
  }),
);

const tokensMeta = {
  session_token: z.string().optional().describe("Apps: to be sent as X-Session-Token from now on."),
  access_token: z.string().optional(),
  refresh_token: z.string().optional(),
};

export const authenticatedShape = named(
  "Authenticated",
  z.object({
    status: z.literal(200),
    data: z.object({ user: userShape, methods: z.array(methodShape) }),
    meta: z.object({ is_authenticated: z.literal(true), ...tokensMeta }),
  }),
);

export const unauthenticatedShape = named(
  "AuthenticationRequired",
  z.object({
    status: z.literal(401),
    data: z.object({
      flows: z.array(flowShape),
      user: userShape.optional(),
      methods: z.array(methodShape).optional(),
    }),
    meta: z.object({
      is_authenticated: z.boolean().describe("True where the user is logged in and must authenticate again."),
      ...tokensMeta,
    }),
  }),
);

export const goneShape = named(
  "Gone",
  z.object({
    status: z.literal(410),
    data: z.object({ flows: z.array(flowShape) }),
    meta: z.object({ is_authenticated: z.literal(false) }),
  }),
);
