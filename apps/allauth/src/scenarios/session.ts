import { area } from "../differences/scenario.ts";

/** Configuration, the session itself, and what holds for every request. */
const link = area("link");

link("S1", "the configuration", (t) => t.get("config").then(), { isShort: true });
link(
  "S2",
  "an anonymous visitor: nothing is stored",
  async (t) => {
    await t.get("auth/session");
    await t.get("config");
    t.note("has a token", t.client.sessionToken !== null);
  },
  { isShort: true },
);
link(
  "S3",
  "an unknown session token is gone",
  async (t) => {
    for (const path of ["auth/session", "account/email", "config"]) {
      t.client.sessionToken = "0123456789abcdefghijklmnopqrstuv";
      await t.get(path);
    }
  },
  { clients: ["app"], isShort: true },
);
link(
  "S4",
  "after logout",
  async (t) => {
    await t.login(await t.user());
    await t.delete("auth/session");
    await t.get("auth/session");
  },
  { isShort: true },
);
link("S6", "logging out of a login that waits", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.delete("auth/session");
  await t.get("auth/session");
});
link("S7", "an anonymous visitor logs out", (t) => t.delete("auth/session").then());
link("S8", "a session that has expired", async (t) => {
  await t.login(await t.user());
  await t.wait(14 * 86_400 + 1);
  await t.get("auth/session");
});
link("S9", "reading a session does not extend it", async (t) => {
  await t.login(await t.user());
  await t.wait(13 * 86_400);
  await t.get("auth/session");
  await t.wait(86_400 + 1);
  await t.get("auth/session");
});
link("S10", "a user who is deactivated while logged in", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.setActive(ada, false);
  await t.get("auth/session");
});
link(
  "S12",
  "a session token is told once",
  async (t) => {
    await t.login(await t.user());
    await t.get("auth/session");
    await t.get("account/email");
  },
  { isShort: true },
);
link(
  "S13",
  "a body that is no JSON, or no object",
  async (t) => {
    await t.post("auth/login", undefined, { raw: "{" });
    await t.post("auth/login", undefined, { raw: "[]" });
    await t.post("auth/login", undefined, { raw: '"text"' });
    await t.post("auth/login", undefined, { raw: "null" });
    await t.post("auth/login", undefined, { raw: "" });
  },
  { isShort: true },
);
link("S14", "unknown fields are ignored", async (t) => {
  const { email, password } = await t.user();
  await t.post("auth/login", { email, password, role: "admin", user_id: 7 });
});
link(
  "S15",
  "no CSRF token",
  async (t) => {
    const { email, password } = await t.user();
    await t.get("config");
    await t.post("auth/login", { email, password }, { headers: { "x-csrftoken": "" } });
    await t.post("auth/login", { email, password }, { headers: { "x-csrftoken": "a".repeat(64) } });
    await t.post("auth/login", { email, password }, { headers: { origin: "https://evil.example" } });
  },
  { isShort: true },
);
link(
  "S15b",
  "CSRF: the token of one's own cookie, from the front end",
  async (t) => {
    const ada = await t.user();
    await t.get("config");
    const cookie = t.client.cookies.has("csrftoken");
    t.note("a cookie that scripts read", cookie);
    await t.login(ada);
    t.note("cookies", [...t.client.cookies.keys()].includes("csrftoken"));
  },
  { clients: ["browser"], isShort: true },
);
link(
  "S16",
  "an app's token in the hands of a browser",
  async (t) => {
    const app = t.another("app", "app");
    await app.login(await t.user());
    await t.call("GET", "auth/session", { headers: { "x-session-token": app.client.sessionToken ?? "" } });
  },
  { clients: ["browser"] },
);
link(
  "S36",
  "a login changes the token; the one before is gone",
  async (t) => {
    await t.login(await t.user({ totp: true }));
    const before = t.client.sessionToken;
    await t.post("auth/2fa/authenticate", { code: await t.totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") });
    const old = t.another("old");
    old.client.sessionToken = before;
    await old.get("auth/session");
  },
  { clients: ["app"] },
);
link("M1", "a method that an endpoint does not have", async (t) => {
  await t.put("auth/login", {});
  await t.patch("auth/session", {});
  await t.delete("config");
  await t.get("auth/login");
});
link("M2", "a path that is not there", (t) => t.get("auth/nothing").then());
link("M3", "endpoints of features that are switched off", async (t) => {
  await t.post("auth/code/request", { email: t.email() });
  await t.post("auth/2fa/trust", { trust: true });
  await t.get("auth/webauthn/signup");
  await t.post("auth/webauthn/signup", { email: t.email() });
  await t.get("account/phone");
  await t.post("tokens/refresh", { refresh_token: "x" });
});
link(
  "M4",
  "an anonymous visitor at what needs a login",
  async (t) => {
    await t.get("account/email");
    await t.post("account/password/change", {});
    await t.get("account/authenticators");
    await t.get("account/authenticators/totp");
    await t.post("account/authenticators/totp", {});
    await t.delete("account/authenticators/totp");
    await t.get("account/authenticators/recovery-codes");
    await t.post("account/authenticators/recovery-codes");
    await t.get("account/authenticators/webauthn");
    await t.post("auth/reauthenticate", { password: "x" });
    await t.post("auth/2fa/reauthenticate", { code: "1" });
    await t.get("auth/webauthn/reauthenticate");
    await t.get("auth/sessions");
    await t.delete("auth/sessions", { sessions: [] });
  },
  { isShort: true },
);
link("M5", "values of the wrong type", async (t) => {
  await t.post("auth/login", { email: 7, password: ["x"] });
  await t.post("auth/login", { email: null, password: null });
  await t.post("auth/signup", { email: {}, password: true });
  await t.post("auth/password/request", { email: [] });
});
link(
  "M6",
  "steps that nothing waits for",
  async (t) => {
    await t.post("auth/2fa/authenticate", { code: "123456" });
    await t.get("auth/webauthn/authenticate");
    await t.post("auth/code/confirm", { code: "BBBB-BBBB" });
    await t.post("auth/email/verify/resend");
    await t.get("auth/provider/signup");
    await t.post("auth/provider/signup", { email: t.email() });
  },
  { isShort: true },
);
link("M7", "text that is not ASCII where a code or key is wanted", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.post("auth/2fa/authenticate", { code: "é" });
  await t.post("auth/2fa/authenticate", { code: "\u0000" });
  await t.post("auth/email/verify", { key: "é" });
});

export const sessionScenarios = [link];
