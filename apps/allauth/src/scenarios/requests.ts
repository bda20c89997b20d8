import { PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

/** What holds for every request, whatever it is about: bodies, headers, paths and methods. */
const link = area("link");
const phone = area("phone");

const LOGIN = "auth/login";
const json = (value: unknown) => ({ raw: JSON.stringify(value) });

link("B1", "no object, of somebody who is logged in", async (t) => {
  await t.login(await t.user());
  await t.post("account/email", undefined, { raw: "[]" });
  await t.call("PATCH", "account/email", { raw: "null" });
  await t.call("DELETE", "auth/sessions", { raw: "7" });
  await t.call("PUT", "account/authenticators/webauthn", { raw: "true" });
  await t.post("account/password/change", undefined, { raw: '{"current_password":' });
  await t.get("auth/session");
});
link("B2", "JSON under other types of content", async (t) => {
  const { email, password } = await t.user();
  for (const type of ["text/plain", "application/json; charset=utf-8", "application/vnd.api+json"])
    await t.another(type).call("POST", LOGIN, { ...json({ email, password }), headers: { "content-type": type } });
});
link("B2b", "a form where JSON is wanted", async (t) => {
  const { email, password } = await t.user();
  await t.call("POST", LOGIN, {
    raw: new URLSearchParams({ email, password }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
});
link("B3", "what a body may begin with", async (t) => {
  const { email, password } = await t.user();
  await t.post(LOGIN, undefined, { raw: `\n\t ${JSON.stringify({ email, password })} \n` });
  await t.another("marked").post(LOGIN, undefined, { raw: `\uFEFF${JSON.stringify({ email, password })}` });
});
link("B4", "a field that is given twice", async (t) => {
  const { email, password } = await t.user();
  const fields = `"email":"nobody@example.com","email":${JSON.stringify(email)},"password":${JSON.stringify(password)}`;
  await t.post(LOGIN, undefined, { raw: `{${fields}}` });
});
link("B5", "names that objects have by nature", async (t) => {
  const { email, password } = await t.user();
  const fields = `"__proto__":{"email":"x"},"constructor":7,"toString":null`;
  await t.post(LOGIN, undefined, { raw: `{${fields},"email":${JSON.stringify(email)}}` });
  await t.post(LOGIN, undefined, {
    raw: `{${fields},"email":${JSON.stringify(email)},"password":${JSON.stringify(password)}}`,
  });
});
link("B6", "a query in place of a body", async (t) => {
  const { email, password } = await t.user();
  await t.post(`${LOGIN}?${new URLSearchParams({ email, password })}`, {});
});
link("B7", "numbers that JSON does not have", async (t) => {
  await t.post(LOGIN, undefined, { raw: '{"email":NaN,"password":"x"}' });
});
link("B8", "paths that are nearly right", async (t) => {
  await t.get("config/");
  await t.get("auth//session");
  await t.get("AUTH/SESSION");
  await t.get("auth/session/extra");
  await t.get("");
});
link("B9", "methods that an endpoint does not have, of somebody who is logged in", async (t) => {
  await t.login(await t.user());
  await t.put("auth/session", {});
  await t.get("account/password/change");
  await t.delete("account/password/change");
  await t.post("account/authenticators", {});
  await t.put("account/authenticators/totp", {});
  await t.delete("account/authenticators/recovery-codes");
  await t.patch("account/authenticators/webauthn", {});
  await t.put("auth/sessions", {});
  await t.get("auth/reauthenticate");
});
link("B9b", "methods that an endpoint does not have, of an anonymous visitor", async (t) => {
  await t.get("auth/signup");
  await t.delete("auth/email/verify");
  await t.get("auth/email/verify/resend");
  await t.get("auth/password/request");
  await t.put("auth/password/reset", {});
  await t.get("auth/2fa/authenticate");
  await t.patch("auth/webauthn/login", {});
  await t.post("config", {});
});
link("B9c", "methods that need a login first, of an anonymous visitor", async (t) => {
  await t.put("account/password/change", {});
  await t.post("account/authenticators", {});
  await t.put("auth/sessions", {});
  await t.get("auth/reauthenticate");
});
link("B10", "several fields of an account at once", async (t) => {
  await t.login(await t.user());
  await t.post("account/password/change", { current_password: "wrong", new_password: "x" });
  await t.post("account/password/change", { current_password: "", new_password: "" });
  await t.patch("account/email", {});
  await t.patch("account/email", { email: "ada" });
  await t.post("auth/password/reset", { key: "", password: "" });
});
phone("B10b", "several fields of a signup at once", async (t) => {
  await t.post("auth/signup", { phone: "notaphone", email: "ada", password: "x" });
  await t.post("auth/signup", { phone: 7, email: [], password: null });
  await t.post("auth/signup", {});
});
link("B11", "nothing but blanks", async (t) => {
  await t.post(LOGIN, { email: "   ", password: "   " });
  await t.post("auth/signup", { email: " ", password: "        " });
  await t.post("auth/email/verify", { key: "  " });
  await t.post("auth/password/request", { email: "\t" });
});
link("B12", "values that are very long", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.post("auth/2fa/authenticate", { code: "1".repeat(5000) });
  await t.post("auth/email/verify", { key: "x".repeat(5000) });
  await t.post("auth/password/reset", { key: "x".repeat(5000), password: PASSWORD });
});
link("B13", "values of the wrong type, of somebody who is logged in", async (t) => {
  await t.login(await t.user());
  await t.post("account/email", { email: 7 });
  await t.post("account/email", { email: { address: "x" } });
  await t.post("account/password/change", { current_password: {}, new_password: 12345678 });
  await t.post("auth/reauthenticate", { password: true });
});
link("B13b", "other words for true and false", async (t) => {
  const { email } = await t.user();
  await t.post(LOGIN, { email, password: PASSWORD });
  await t.patch("account/email", { email, primary: "true" });
  await t.patch("account/email", { email, primary: 1 });
  await t.patch("account/email", { email, primary: null });
});
link("B14", "a code that is a number", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/2fa/authenticate", { code: Number(await t.totp(ada.totpSecret)) });
});
link(
  "B15",
  "an app needs neither an origin nor a CSRF token",
  async (t) => {
    const { email, password } = await t.user();
    await t.call("POST", LOGIN, { body: { email, password }, headers: { origin: "https://evil.example" } });
  },
  { clients: ["app"] },
);
link(
  "B16",
  "an app's cookies play no role",
  async (t) => {
    const browser = t.another("browser", "browser");
    await browser.login(await t.user());
    const cookie = [...browser.client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    await t.call("GET", "auth/session", { headers: { cookie } });
    await t.call("GET", "account/email", { headers: { cookie } });
  },
  { clients: ["app"] },
);
link(
  "B17",
  "session tokens that are none",
  async (t) => {
    await t.get("auth/session", { "x-session-token": "" });
    await t.get("auth/session", { "x-session-token": "null" });
    await t.get("auth/session", { "x-session-token": "undefined" });
    await t.get("auth/session", { authorization: "Bearer x" });
  },
  { clients: ["app"] },
);
link("B18", "clients that do not exist", async (t) => {
  await t.visit("GET", "/_allauth/robot/v1/config");
  await t.visit("GET", "/_allauth/browser/v2/config");
  await t.visit("GET", "/_allauth/openapi.json");
});

export const requestScenarios = [link, phone];
