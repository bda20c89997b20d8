import { NEW_PASSWORD, PASSWORD } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { AUTHENTICATE, activate, loggedIn, recent, TOTP } from "./factors.ts";

/** Authenticator apps and recovery codes where something is out of the ordinary. */
const link = area("link");
const trust = area("trust");
const once = area("showOnce");
const apps = area("totpOnly");

const CODES = "account/authenticators/recovery-codes";
const ALL = "account/authenticators";

link("E1", "activated without a secret", async (t) => {
  await recent(t);
  await t.post(TOTP, { code: "123456" });
});
link("E2", "the code of a secret that was replaced", async (t) => {
  await recent(t);
  const first = String((await t.get(TOTP)).read("meta.secret"));
  const second = String((await t.get(TOTP)).read("meta.secret"));
  await t.post(TOTP, { code: await t.totp(first) });
  await t.post(TOTP, { code: await t.totp(second) });
});
link("E3", "what is no code of an app", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  const shown = await t.totp(ada.totpSecret);
  await t.post(AUTHENTICATE, { code: `${shown}0` });
  await t.post(AUTHENTICATE, { code: [...shown].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join("") });
});
link("E3b", "a code with blanks around it", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: ` ${await t.totp(ada.totpSecret)} ` });
});
link("E3c", "a code with a blank in the middle", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: (await t.totp(ada.totpSecret)).replace(/^.../, "$& ") });
});
link("E4", "the code before the current one, and the one before that", async (t) => {
  const ada = await t.user({ totp: true });
  const early = await t.totp(ada.totpSecret);
  await t.wait(30);
  const late = await t.totp(ada.totpSecret);
  await t.wait(30);
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: early });
  await t.post(AUTHENTICATE, { code: late });
});
link("E4b", "the code after the current one", async (t) => {
  const ada = await t.user({ totp: true });
  await t.wait(30);
  const next = await t.totp(ada.totpSecret);
  await t.wait(-30);
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: next });
});
link("E6", "an app that goes takes the recovery codes with it", async (t) => {
  await recent(t);
  await activate(t);
  await t.delete(TOTP);
  await t.get(CODES);
  await t.get(ALL);
  await t.get(TOTP);
});
link("E7", "an app that comes back", async (t) => {
  const ada = await recent(t);
  await activate(t);
  await t.delete(TOTP);
  await t.wait(60);
  const secret = await activate(t);
  await t.wait(60);
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: await t.totp(secret) });
});
link("E8", "the app is removed while a login waits for it", async (t) => {
  const ada = await recent(t, { totp: true });
  const waiting = t.another("waiting");
  await waiting.login(ada);
  await t.delete(TOTP);
  await waiting.get("auth/session");
  await t.wait(60);
  await waiting.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("E9", "recovery codes in other forms", async (t) => {
  await t.login(await t.user({ totp: true, recoveryCodes: ["12345678", "87654321"] }));
  await t.post(AUTHENTICATE, { code: "1234567" });
  await t.post(AUTHENTICATE, { code: " 12345678 " });
});
link("S192c", "a recovery code with a dash", async (t) => {
  await t.login(await t.user({ totp: true, recoveryCodes: ["12345678"] }));
  await t.post(AUTHENTICATE, { code: "1234-5678" });
});
link("E10", "somebody else's recovery code", async (t) => {
  await t.user({ name: "bob", totp: true, recoveryCodes: ["11112222"] });
  await t.login(await t.user({ totp: true, recoveryCodes: ["12345678"] }));
  await t.post(AUTHENTICATE, { code: "11112222" });
});
link("E11", "the last recovery code", async (t) => {
  await t.login(await t.user({ totp: true, recoveryCodes: ["12345678"] }));
  await t.post(AUTHENTICATE, { code: "12345678" });
  await t.post("auth/reauthenticate", { password: PASSWORD });
  await t.get(CODES);
  await t.get(ALL);
  await t.post(CODES);
});
link("E12", "recovery codes without another factor do not ask at login", async (t) => {
  await t.login(await t.user({ recoveryCodes: ["12345678"] }));
  await t.post("auth/2fa/reauthenticate", { code: "12345678" });
});
link("E13", "when an app was last used", async (t) => {
  await loggedIn(t, { totp: true });
  await t.wait(60);
  await t.post("auth/2fa/reauthenticate", { code: await t.totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") });
  await t.get(ALL);
  await t.get(TOTP);
});
trust("S210", "trust ends with a change of the password", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/trust", { trust: true });
  await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.delete("auth/session");
  await t.login({ ...ada, password: NEW_PASSWORD });
});
trust("S210b", "trust ends after two weeks", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/trust", { trust: true });
  await t.delete("auth/session");
  await t.wait(14 * 86_400 - 10);
  await t.login(ada);
  await t.delete("auth/session");
  await t.wait(20);
  await t.login(ada);
});
trust("S210c", "trust ends with another secret", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/trust", { trust: true });
  await t.post("auth/reauthenticate", { password: ada.password });
  await t.delete(TOTP);
  await activate(t);
  await t.delete("auth/session");
  await t.login(ada);
});
trust("S210d", "trust is for one person", async (t) => {
  await loggedIn(t, { totp: true });
  await t.post("auth/2fa/trust", { trust: true });
  await t.delete("auth/session");
  await t.login(await t.user({ name: "bob", totp: true }));
});
trust("S210e", "trust of the wrong type", async (t) => {
  await loggedIn(t, { totp: true });
  await t.post("auth/2fa/trust", { trust: "yes" });
  await t.get("auth/session");
});
once("S189b", "recovery codes that are shown once", async (t) => {
  await recent(t);
  await activate(t);
  await t.get(CODES);
  await t.get(CODES);
  await t.post(CODES);
  await t.get(CODES);
  await t.get(ALL);
});
apps("E14", "only authenticator apps", async (t) => {
  await t.get("config");
  await recent(t);
  await activate(t);
  await t.get(ALL);
  await t.get(CODES);
  await t.post(CODES);
});
apps("E15", "no keys where only apps are offered", async (t) => {
  await t.get("auth/webauthn/login");
  await recent(t);
  await t.get(`${ALL}/webauthn`);
  await t.post(`${ALL}/webauthn`, { credential: {} });
});

export const edgeScenarios = [link, trust, once, apps];
