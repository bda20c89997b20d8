import { NEW_PASSWORD, PASSWORD, type Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

/** What needs recent authentication, and what counts as such. */
const link = area("link");
const code = area("code");
const byCode = area("loginCode");
const recent = area("reauthentication");

const TOTP = "account/authenticators/totp";
const CODES = "account/authenticators/recovery-codes";

/** Logged in, but long ago. */
async function stale(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await t.user(options);
  await t.login(ada);
  if (options.totp) await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.wait(301);
  return ada;
}

recent("A1", "what is never asked for it", async (t) => {
  const ada = await stale(t);
  await t.get("account/email");
  await t.put("account/email", { email: ada.email });
  await t.get("account/authenticators");
  await t.get("auth/sessions");
  await t.get("auth/session");
});
recent("A2", "a change of the password", async (t) => {
  await stale(t);
  await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
});
recent("A3", "the end of a session", async (t) => {
  await stale(t);
  const list = await t.get("auth/sessions");
  await t.delete("auth/sessions", { sessions: [list.read("data.0.id")] });
});
recent("A4", "a session that is not there", async (t) => {
  await stale(t);
  await t.delete("auth/sessions", { sessions: [] });
  await t.delete("auth/sessions", {});
});
recent("A5", "an address is removed, or becomes the primary one", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/reauthenticate", { password: ada.password });
  const second = t.email("second");
  await t.post("account/email", { email: second });
  await t.post("auth/email/verify", { key: await t.secret(second) });
  await t.wait(301);
  await t.patch("account/email", { email: second, primary: true });
  await t.delete("account/email", { email: second });
  await t.get("account/email");
});
link("A6", "new recovery codes, and those that are there", async (t) => {
  const ada = await stale(t, { totp: true, recoveryCodes: ["12345678", "87654321"] });
  await t.post(CODES);
  await t.post("auth/reauthenticate", { password: ada.password });
  await t.post(CODES);
  await t.wait(301);
  await t.get(CODES);
});
link("A7", "options of a key, of a passkey, and a second factor, all too late", async (t) => {
  await stale(t, { totp: true });
  await t.get("account/authenticators/webauthn");
  await t.get("account/authenticators/webauthn?passwordless");
  await t.delete(TOTP);
});
byCode("S170b", "an authenticator app, and no password", async (t) => {
  const ada = await t.user({ totp: true, password: null });
  await t.post("auth/code/request", { email: ada.email });
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.wait(301);
  await t.delete(TOTP);
  await t.post("auth/reauthenticate", { password: "x" });
  await t.post("auth/2fa/reauthenticate", { code: await t.totp(ada.totpSecret) });
  await t.delete(TOTP);
});
byCode("S171", "neither a factor nor a password", async (t) => {
  const { email } = await t.user({ password: null });
  await t.post("auth/code/request", { email });
  await t.post("auth/code/confirm", { code: await t.secret(email) });
  await t.get("account/authenticators/webauthn");
});
code("S173", "directly after a signup", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
  await t.get(CODES);
  await t.post(CODES);
});
link("A8", "with the same code twice", async (t) => {
  const ada = await stale(t, { totp: true });
  const shown = await t.totp(ada.totpSecret);
  await t.post("auth/2fa/reauthenticate", { code: shown });
  await t.post("auth/2fa/reauthenticate", { code: shown });
});
link("A9", "with a recovery code, twice", async (t) => {
  await stale(t, { totp: true, recoveryCodes: ["12345678", "87654321"] });
  await t.post("auth/2fa/reauthenticate", { code: "12345678" });
  await t.post("auth/2fa/reauthenticate", { code: "12345678" });
  await t.get("account/authenticators");
});
link("A10", "it lasts as long again", async (t) => {
  const ada = await stale(t, { totp: true });
  await t.post("auth/reauthenticate", { password: ada.password });
  await t.wait(299);
  await t.get("account/authenticators/webauthn");
  await t.wait(1);
  await t.get("account/authenticators/webauthn");
});
link("A11", "it counts in one session only", async (t) => {
  const ada = await t.user();
  const other = t.another("other");
  await other.login(ada);
  await t.login(ada);
  await t.wait(301);
  await t.post("auth/reauthenticate", { password: ada.password });
  await other.get("account/authenticators/webauthn");
});
link("A12", "options for a key, where there is none", async (t) => {
  await stale(t);
  await t.get("auth/webauthn/reauthenticate");
  await t.post("auth/webauthn/reauthenticate", {});
  await t.post("auth/webauthn/reauthenticate", { credential: {} });
});
link("A13", "the former password, after a change", async (t) => {
  await t.login(await t.user());
  await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.post("auth/reauthenticate", { password: PASSWORD });
  await t.post("auth/reauthenticate", { password: NEW_PASSWORD });
});

export const reauthenticationScenarios = [link, code, byCode, recent];
