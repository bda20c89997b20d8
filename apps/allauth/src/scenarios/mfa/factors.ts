import type { Play } from "../../differences/play.ts";

export const AUTHENTICATE = "auth/2fa/authenticate";
export const TOTP = "account/authenticators/totp";

export async function loggedIn(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await t.user(options);
  await t.login(ada);
  if (options.totp) await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  return ada;
}

/** Reauthenticated, since at allauth a login is not recent authentication. */
export async function recent(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await loggedIn(t, options);
  await t.post("auth/reauthenticate", { password: ada.password });
  return ada;
}

export async function activate(t: Play) {
  const answer = await t.get(TOTP);
  const secret = String(answer.read("meta.secret"));
  await t.post(TOTP, { code: await t.totp(secret) });
  return secret;
}
