import { NEW_PASSWORD, PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";
import { resetRequested } from "./begun.ts";

/** Keys and codes that reset a password, where something has happened since; and passwords that are set or refused. */
const link = area("link");
const byCode = area("loginCode");
const resetCode = area("resetCode");
const logoutOnChange = area("logoutOnChange");
const quiet = area("quiet");
const trust = area("codeTrust");

const REQUEST = "auth/password/request";
const RESET = "auth/password/reset";
const CHANGE = "account/password/change";
const withKey = (key: string) => ({ "x-password-reset-key": key });

link("H1", "a link, after the password was changed", async (t) => {
  const { ada, key } = await resetRequested(t);
  const elsewhere = t.another("elsewhere");
  await elsewhere.login(ada);
  await elsewhere.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.get(RESET, withKey(key));
  await t.post(RESET, { key, password: PASSWORD });
});
link("S146b", "a link, after an address was added", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.wait(1);
  const elsewhere = t.another("elsewhere");
  await elsewhere.post(REQUEST, { email: ada.email });
  const key = await t.secret(ada.email);
  await t.post("account/email", { email: t.email("second") });
  await elsewhere.post(RESET, { key, password: NEW_PASSWORD });
});
link("H2", "two links, of which the second is used", async (t) => {
  const { ada, key } = await resetRequested(t);
  await t.wait(60);
  await t.post(REQUEST, { email: ada.email });
  const second = await t.secret(ada.email);
  await t.get(RESET, withKey(key));
  await t.post(RESET, { key: second, password: NEW_PASSWORD });
  await t.post(RESET, { key, password: PASSWORD });
});
link("H3", "links with one letter changed, or cut off", async (t) => {
  const { key } = await resetRequested(t);
  await t.post(RESET, { key: key.slice(0, -1), password: NEW_PASSWORD });
  await t.post(RESET, { key: `${key.slice(0, -1)}${key.endsWith("x") ? "y" : "x"}`, password: NEW_PASSWORD });
  await t.get(RESET, withKey(""));
});
link("H4", "deactivated since the link was requested", async (t) => {
  const { ada, key } = await resetRequested(t);
  await t.setActive(ada, false);
  await t.get(RESET, withKey(key));
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
link("H5", "a link to a second address", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  const second = t.email("second");
  await t.post("account/email", { email: second });
  await t.post("auth/email/verify", { key: await t.secret(second) });
  const elsewhere = t.another("elsewhere");
  await elsewhere.post(REQUEST, { email: second });
  await elsewhere.post(RESET, { key: await t.secret(second), password: NEW_PASSWORD });
});
link("H6", "a link in other hands: passwords like the owner's address", async (t) => {
  const { key } = await resetRequested(t, { name: "leonardo" });
  await t.post(RESET, { key, password: t.email("leonardo") });
  await t.post(RESET, { key, password: "12345678901" });
});
resetCode("H7", "a code in another browser", async (t) => {
  const { key } = await resetRequested(t);
  await t.another("other").get(RESET, withKey(key));
});
resetCode("H8", "a code in small letters, with blanks", async (t) => {
  const { key } = await resetRequested(t);
  await t.get(RESET, withKey(key.toLowerCase().replace("-", " ")));
  await t.post(RESET, { key: ` ${key.toLowerCase()} `, password: NEW_PASSWORD });
});
resetCode("H9", "a second code takes the place of the first", async (t) => {
  const { ada, key } = await resetRequested(t);
  await t.post(REQUEST, { email: ada.email });
  await t.get(RESET, withKey(key));
  await t.get(RESET, withKey(await t.secret(ada.email)));
});
resetCode("H10", "how long a code counts that was looked at", async (t) => {
  const { key } = await resetRequested(t);
  await t.wait(100);
  await t.get(RESET, withKey(key));
  await t.wait(100);
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
resetCode("H11", "weak passwords are no wrong codes", async (t) => {
  const { key } = await resetRequested(t);
  for (let count = 0; count < 4; count += 1) await t.post(RESET, { key, password: "x" });
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
resetCode("H12", "deactivated since the code was requested", async (t) => {
  const { ada, key } = await resetRequested(t);
  await t.setActive(ada, false);
  await t.get(RESET, withKey(key));
});
byCode("H13", "the first password of an account, or none", async (t) => {
  const { email } = await t.user({ password: null });
  await t.post("auth/code/request", { email });
  await t.post("auth/code/confirm", { code: await t.secret(email) });
  await t.post(CHANGE, { new_password: "x" });
  await t.post(CHANGE, {});
  await t.post(CHANGE, { current_password: "", new_password: NEW_PASSWORD });
  await t.get("auth/session");
  await t.post(CHANGE, { new_password: PASSWORD });
});
byCode("H14", "a first password with a current one beside it", async (t) => {
  const { email } = await t.user({ password: null });
  await t.post("auth/code/request", { email });
  await t.post("auth/code/confirm", { code: await t.secret(email) });
  await t.post(CHANGE, { current_password: "anything", new_password: NEW_PASSWORD });
});
link("H15", "the password that it is already", async (t) => {
  await t.login(await t.user());
  await t.post(CHANGE, { current_password: PASSWORD, new_password: PASSWORD });
});
link("H16", "passwords like the owner's address, and of digits", async (t) => {
  await t.login(await t.user({ name: "leonardo" }));
  await t.post(CHANGE, { current_password: PASSWORD, new_password: "leonardo.h16" });
  await t.post(CHANGE, { current_password: PASSWORD, new_password: "8305718264" });
});
logoutOnChange("H17", "a change that logs out everywhere", async (t) => {
  const ada = await t.user();
  const other = t.another("other");
  await other.login(ada);
  await t.login(ada);
  await t.post(CHANGE, { current_password: "wrong", new_password: NEW_PASSWORD });
  await t.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await other.get("auth/session");
  await t.login({ ...ada, password: NEW_PASSWORD });
});
quiet("H18", "nothing is mailed of a change", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.post("account/email", { email: t.email("second") });
  await t.delete("account/email", { email: t.email("second") });
});
quiet("H19", "nothing is mailed to strangers", async (t) => {
  await t.post(REQUEST, { email: t.email("nobody") });
  await t.post("auth/code/request", { email: t.email("nobody") });
  await t.post("auth/signup", { email: (await t.user()).email, password: PASSWORD });
});
trust("S120", "a browser is trusted after its code", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
  await t.post("auth/2fa/trust", { trust: true });
  await t.delete("auth/session");
  await t.login(ada);
});
trust("S120b", "a browser is not trusted after its code", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
  await t.post("auth/2fa/trust", { trust: false });
  await t.delete("auth/session");
  await t.login(ada);
});

export const resetScenarios = [link, byCode, resetCode, logoutOnChange, quiet, trust];
