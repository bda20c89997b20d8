import { type Claims, PROVIDER } from "../../differences/issuer.ts";
import type { Actor, Play } from "../../differences/play.ts";

const REDIRECT = "auth/provider/redirect";
export const SIGNUP = "auth/provider/signup";
export const TOKEN = "auth/provider/token";

export function claimsOf(t: Play, claims: Partial<Claims> = {}): Claims {
  return { sub: `sub-${t.email()}`, email: t.email("social"), email_verified: true, name: "Ada", ...claims };
}

export async function withToken(t: Play, claims: Claims, { process = "login", actor = t as Actor } = {}) {
  const id_token = await t.issuer.idToken(claims, { jti: crypto.randomUUID() });
  return actor.post(TOKEN, { provider: PROVIDER.id, process, token: { client_id: PROVIDER.clientId, id_token } });
}

/** As a browser does it: a form, the provider, the callback. */
export async function start(t: Play, form: Record<string, string> = {}) {
  await t.client.call("GET", "config");
  const asked = { provider: PROVIDER.id, callback_url: "/provider-done", process: "login", ...form };
  const answer = await t.visit("POST", `/_allauth/${t.kind}/v1/${REDIRECT}`, asked);
  return answer.headers.get("location") ?? "";
}

export async function withRedirect(t: Play, claims: Claims, form: Record<string, string> = {}) {
  const url = await start(t, form);
  // Where the provider sends people back to is each server's own.
  return t.client.visit("GET", t.issuer.consent(url, claims));
}

/** The path of where a redirect ends. */
export const pathOf = (location: string | null) => {
  const url = new URL(location ?? "none:", "http://localhost:5173");
  return url.pathname + url.search;
};
