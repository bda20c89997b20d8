import { NEW_PASSWORD, PASSWORD, type Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

/** Several sessions of one person, and apps' tokens where something happens to the session behind them. */
const link = area("link");
const jwt = area("jwt");
const APP = { clients: ["app"] as const };

const SESSIONS = "auth/sessions";
const REFRESH = "tokens/refresh";

async function loggedIn(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await t.user(options);
  const answer = await t.login(ada);
  return {
    ada,
    access: String(answer.read("meta.access_token")),
    refresh: String(answer.read("meta.refresh_token")),
  };
}

/** Ada in three clients, ten seconds apart; with the ids of their sessions. */
async function withThree(t: Play) {
  const ada = await t.user();
  const [second, third] = [t.another("second"), t.another("third")];
  const ids: unknown[] = [];
  for (const actor of [t, second, third]) {
    await actor.login(ada);
    const list = (await actor.get(SESSIONS)).read("data");
    const own = Array.isArray(list) ? list.find((one) => Object(one).is_current) : undefined;
    ids.push(Object(own).id);
    await t.wait(10);
  }
  return { ada, second, third, ids };
}

link("S234d", "three sessions, of which two are ended", async (t) => {
  const { second, ids } = await withThree(t);
  await t.delete(SESSIONS, { sessions: [ids[1], ids[2]] });
  await second.get("auth/session");
  await t.get(SESSIONS);
});
link("S234e", "all sessions are ended, with one's own among them", async (t) => {
  const { second, ids } = await withThree(t);
  await t.delete(SESSIONS, { sessions: ids });
  await t.get("auth/session");
  await second.get("account/email");
});
link("S234f", "one of one's own and one that is not there", async (t) => {
  const bob = t.another("bob");
  await bob.login(await t.user({ name: "bob" }));
  const foreign = (await bob.get(SESSIONS)).read("data.0.id");
  const { second, ids } = await withThree(t);
  await t.delete(SESSIONS, { sessions: [ids[1], foreign] });
  await second.get("auth/session");
});
link("S234g", "the same session twice", async (t) => {
  const { ids } = await withThree(t);
  await t.delete(SESSIONS, { sessions: [ids[1], ids[1]] });
});
link("D1", "a session that has ended is not listed", async (t) => {
  const { second } = await withThree(t);
  await second.delete("auth/session");
  await t.get(SESSIONS);
});
link("D2", "a change of the password leaves one session", async (t) => {
  await withThree(t);
  await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
  const list = await t.get(SESSIONS);
  t.note("sessions", list.read("data.length"));
});
link("D3", "a browser's session and an app's are listed together", async (t) => {
  const ada = await t.user();
  await t.another("browser", "browser").login(ada);
  await t.wait(10);
  await t.another("app", "app").login(ada);
  await t.wait(10);
  await t.login(ada);
  await t.get(SESSIONS);
});
jwt(
  "D4",
  "tokens only when the second factor was given",
  async (t) => {
    const { ada } = await loggedIn(t, { totp: true });
    await t.get("auth/session");
    await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
    await t.get("account/email");
  },
  APP,
);
jwt(
  "D5",
  "a refresh token that has expired",
  async (t) => {
    const { refresh } = await loggedIn(t);
    await t.wait(86_401);
    await t.post(REFRESH, { refresh_token: refresh });
  },
  APP,
);
jwt(
  "D6",
  "deactivated since the login",
  async (t) => {
    const { ada, access, refresh } = await loggedIn(t);
    await t.setActive(ada, false);
    await t.another("other").get("auth/session", { authorization: `Bearer ${access}` });
    await t.another("other").post(REFRESH, { refresh_token: refresh });
  },
  APP,
);
jwt(
  "S244b",
  "refreshed after the password was changed elsewhere",
  async (t) => {
    const { ada, refresh } = await loggedIn(t);
    const elsewhere = t.another("elsewhere");
    await elsewhere.login(ada);
    await elsewhere.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
    await t.another("other").post(REFRESH, { refresh_token: refresh });
  },
  APP,
);
jwt(
  "D7",
  "what is no text as refresh token",
  async (t) => {
    await t.post(REFRESH, { refresh_token: 7 });
    await t.post(REFRESH, { refresh_token: "" });
    await t.post(REFRESH, { refresh_token: null });
    await t.post(REFRESH, undefined, { raw: "[]" });
    await t.get(REFRESH);
  },
  APP,
);
jwt(
  "D8",
  "a session that is ended from another client",
  async (t) => {
    const { ada, access, refresh } = await loggedIn(t);
    const own = (await t.get(SESSIONS)).read("data.0.id");
    const elsewhere = t.another("elsewhere");
    await elsewhere.login(ada);
    await elsewhere.delete(SESSIONS, { sessions: [own] });
    await t.another("other").post(REFRESH, { refresh_token: refresh });
    await t.another("third").get("account/email", { authorization: `Bearer ${access}` });
  },
  APP,
);
jwt(
  "D9",
  "what is protected takes an access token, and changes with it",
  async (t) => {
    const { ada, access } = await loggedIn(t);
    const headers = { authorization: `Bearer ${access}` };
    const other = t.another("other");
    await other.call("POST", "auth/reauthenticate", { body: { password: ada.password }, headers });
    await other.call("GET", "account/authenticators/totp", { headers });
    await other.call("DELETE", "auth/session", { headers });
    await t.another("third").get("account/email", headers);
  },
  APP,
);
jwt(
  "S238",
  "the access token from before a refresh",
  async (t) => {
    const { access, refresh } = await loggedIn(t);
    await t.wait(10);
    await t.post(REFRESH, { refresh_token: refresh });
    await t.another("other").get("account/email", { authorization: `Bearer ${access}` });
  },
  APP,
);
jwt("D10", "a signup with tokens", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
  await t.post("auth/login", { email: t.email(), password: PASSWORD });
});

export const deviceScenarios = [link, jwt];
