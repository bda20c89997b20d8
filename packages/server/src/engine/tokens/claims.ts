import { z } from "zod";
import type { SessionRow } from "../../db/rows.ts";
import type { AuthenticationLevel, AuthenticationMethod } from "../../wire/state.ts";
import type { AccessTokenClaims } from "../../wire/tokens.ts";
import { assuranceOf, countedAt, type Judging } from "../assurance/level.ts";

/** The claims of an access token about its session; times in seconds since 1970. */
export type SessionClaims = Omit<AccessTokenClaims, "iss" | "aud" | "exp" | "iat" | "jti" | "cnf">;

/**
 * The claims that are read back from an access token, besides the app's own; iss, aud, exp and typ are checked before.
 */
export const claimsSchema: z.ZodType<AccessTokenClaims> = z.looseObject({
  iss: z.string(),
  sub: z.uuid(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  jti: z.string(),
  client_id: z.literal("app"),
  sid: z.uuid(),
  sth: z.string().regex(/^[\w-]{43}$/),
  acr: z.enum(["aal1", "aal2"]),
  amr: z.array(z.string()),
  auth_time: z.number(),
  cnf: z.object({ jkt: z.string() }).exactOptional(),
  act: z.object({ sub: z.string() }).exactOptional(),
});

export function claimsOf(session: SessionRow, judging: Judging): SessionClaims {
  const { level } = assuranceOf(session.methods, judging);
  const counted = countedAt(session.methods, judging);
  return {
    sub: session.userId,
    client_id: "app",
    sid: session.id,
    sth: session.tokenHash,
    acr: level === 2 ? "aal2" : "aal1",
    amr: referencesOf(counted, level),
    auth_time: Math.floor(session.reauthenticatedAt.getTime() / 1000),
    ...(session.actor === null ? {} : { act: { sub: session.actor } }),
  };
}

/** The values of RFC 8176 §2, each once; `mfa` along with those of its factors. */
function referencesOf(methods: readonly AuthenticationMethod[], level: AuthenticationLevel): string[] {
  const used = new Set(methods.flatMap(referenceOf));
  return level === 2 ? [...used, "mfa"] : [...used];
}

/** A login at a provider has none. */
function referenceOf(given: AuthenticationMethod): string[] {
  switch (given.method) {
    case "password":
      return ["pwd"];
    case "code":
      return given.phone === undefined ? ["otp"] : ["otp", "sms"];
    case "password_reset":
      return ["otp"];
    case "socialaccount":
      return [];
    case "mfa":
      return given.type === "webauthn" ? ["pop"] : ["otp"];
  }
}
