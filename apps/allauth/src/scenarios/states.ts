import { PASSWORD, type Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";
import { claimsOf, withToken } from "./social/people.ts";

/** Logins that wait: what may be asked meanwhile, and what ends them. */
const link = area("link");
const code = area("code");
const byCode = area("loginCode");
const required = area("requiredCode");
const resetCode = area("resetCode");
const phone = area("phone");
const social = area("social");

const AUTHENTICATE = "auth/2fa/authenticate";
const VERIFY = "auth/email/verify";
const WRONG = "BBBB-BBBB";

const signUp = (t: Play, name?: string) => t.post("auth/signup", { email: t.email(name), password: PASSWORD });

code("Q1", "an address waits: steps of other logins", async (t) => {
  await signUp(t);
  await t.post(AUTHENTICATE, { code: "123456" });
  await t.get("auth/webauthn/authenticate");
  await t.post("auth/webauthn/authenticate", { credential: {} });
  await t.post("auth/code/confirm", { code: WRONG });
  await t.post("auth/phone/verify", { code: WRONG });
  await t.get("auth/session");
});
link("Q2", "a second factor waits: what needs a login", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.get("auth/webauthn/authenticate");
  await t.get("account/email");
  await t.get("account/authenticators");
  await t.delete("account/authenticators/totp");
  await t.get("account/authenticators/recovery-codes");
  await t.post("auth/reauthenticate", { password: PASSWORD });
  await t.post("auth/2fa/reauthenticate", { code: "123456" });
  await t.get("auth/sessions");
  await t.post("account/password/change", { current_password: PASSWORD, new_password: PASSWORD });
});
link("Q3", "a second factor waits, then somebody signs up", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await signUp(t, "bob");
  await t.get("auth/session");
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("Q4", "a second factor waits, and the password is reset", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/password/request", { email: ada.email });
  const key = await t.secret(ada.email);
  await t.another("elsewhere").post("auth/password/reset", { key, password: "staple a battery horse" });
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("Q5", "a refused login, while another waits", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/login", { email: ada.email, password: "wrong" });
  await t.get("auth/session");
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("Q6", "deactivated while a second factor waits", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.setActive(ada, false);
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  await t.get("auth/session");
});
byCode("Q6b", "deactivated while a code waits", async (t) => {
  const ada = await t.user();
  await t.post("auth/code/request", { email: ada.email });
  await t.setActive(ada, false);
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
});
code("Q7", "an address waits too long", async (t) => {
  await signUp(t);
  await t.wait(901);
  await t.get("auth/session");
  await t.post(`${VERIFY}/resend`);
});
code("Q8", "logged out while an address waits", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.delete("auth/session");
  await t.post(VERIFY, { key });
  await t.post(`${VERIFY}/resend`);
});
code("S187b", "a code for the address comes before the second factor", async (t) => {
  const ada = await t.user({ totp: true, verified: false });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  await t.post(VERIFY, { key: await t.secret(ada.email) });
  await t.get("auth/session");
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
required("Q9", "a code, an unverified address and a second factor", async (t) => {
  const ada = await t.user({ totp: true, verified: false });
  await t.login(ada);
  await t.get("auth/session");
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
  await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
byCode("Q10", "a code for somebody else takes the place of the first", async (t) => {
  const [ada, bob] = [await t.user(), await t.user({ name: "bob" })];
  await t.post("auth/code/request", { email: ada.email });
  const first = await t.secret(ada.email);
  await t.post("auth/code/request", { email: bob.email });
  await t.post("auth/code/confirm", { code: first });
  await t.post("auth/code/confirm", { code: await t.secret(bob.email) });
});
byCode("Q11", "a code in another browser", async (t) => {
  const ada = await t.user();
  await t.post("auth/code/request", { email: ada.email });
  const other = t.another("other");
  await other.post("auth/code/confirm", { code: await t.secret(ada.email) });
});
byCode("Q12", "logged out while a code waits", async (t) => {
  const ada = await t.user();
  await t.post("auth/code/request", { email: ada.email });
  await t.delete("auth/session");
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
});
byCode("Q13", "a code waits, then somebody signs up", async (t) => {
  const ada = await t.user();
  await t.post("auth/code/request", { email: ada.email });
  await signUp(t, "bob");
  await t.get("auth/session");
});
resetCode("Q14", "a reset and a login wait at once", async (t) => {
  const ada = await t.user({ totp: true });
  await t.post("auth/password/request", { email: ada.email });
  const key = await t.secret(ada.email);
  await t.login(ada);
  await t.get("auth/session");
  await t.get("auth/password/reset", { "x-password-reset-key": key });
});
resetCode("Q15", "a reset by somebody who is logged in", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/password/request", { email: ada.email });
  await t.get("auth/session");
});
phone("Q16", "a number waits: what else may be asked", async (t) => {
  await t.post("auth/signup", { phone: t.phone(), password: PASSWORD });
  await t.get("account/phone");
  await t.post("account/email", { email: t.email() });
  await t.post(VERIFY, { key: WRONG });
  await t.post("auth/code/confirm", { code: WRONG });
  await t.delete("auth/session");
  await t.post("auth/phone/verify", { code: await t.secret(t.phone()) });
});
social("Q17", "a provider's signup waits, then somebody logs in", async (t) => {
  await withToken(t, { sub: claimsOf(t).sub });
  await t.login(await t.user());
  await t.get("auth/session");
  await t.get("auth/provider/signup");
});
social("Q18", "a provider's signup that takes too long, or is left", async (t) => {
  await withToken(t, { sub: claimsOf(t).sub });
  await t.delete("auth/session");
  await t.get("auth/provider/signup");
});
link(
  "Q19",
  "the token of a session that has ended, at what changes something",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    const token = t.client.sessionToken;
    await t.delete("auth/session");
    const calls: readonly (readonly [string, object])[] = [
      ["auth/login", { email: ada.email, password: PASSWORD }],
      ["auth/signup", {}],
      ["account/email", { email: t.email("second") }],
      ["auth/password/request", { email: ada.email }],
    ];
    for (const [path, body] of calls) {
      t.client.sessionToken = token;
      await t.post(path, body);
    }
  },
  { clients: ["app"] },
);

export const stateScenarios = [link, code, byCode, required, resetCode, phone, social];
