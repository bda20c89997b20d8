import type { Play } from "../differences/play.ts";
import { NEW_PASSWORD, PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const jwt = area("jwt");
const APP = { clients: ["app"] as const };
const REFRESH = "tokens/refresh";

async function loggedIn(t: Play) {
  const answer = await t.login(await t.user());
  return { access: String(answer.read("meta.access_token")), refresh: String(answer.read("meta.refresh_token")) };
}

jwt(
  "S236",
  "tokens for apps only",
  async (t) => {
    await loggedIn(t);
    await t.get("auth/session");
  },
  { isShort: true },
);
jwt(
  "S237",
  "refreshing",
  async (t) => {
    const { refresh } = await loggedIn(t);
    const renewed = await t.post(REFRESH, { refresh_token: refresh });
    await t.wait(60);
    await t.post(REFRESH, { refresh_token: String(renewed.read("data.refresh_token")) });
  },
  { ...APP, isShort: true },
);
jwt(
  "S237b",
  "an old refresh token",
  async (t) => {
    const { refresh } = await loggedIn(t);
    await t.post(REFRESH, { refresh_token: refresh });
    await t.wait(60);
    await t.post(REFRESH, { refresh_token: refresh });
  },
  APP,
);
jwt(
  "J1",
  "what is no refresh token",
  async (t) => {
    const { access } = await loggedIn(t);
    await t.post(REFRESH, {});
    await t.post(REFRESH, { refresh_token: "x" });
    await t.post(REFRESH, { refresh_token: access });
  },
  APP,
);
jwt(
  "J2",
  "the access token in place of the session token",
  async (t) => {
    const { access } = await loggedIn(t);
    const other = t.another("other");
    await other.get("auth/session", { authorization: `Bearer ${access}` });
    await other.get("account/email", { authorization: `bearer ${access}` });
  },
  APP,
);
jwt(
  "S241",
  "another scheme, and what is no token",
  async (t) => {
    const { access, refresh } = await loggedIn(t);
    const other = t.another("other");
    await other.get("auth/session", { authorization: `Token ${access}` });
    await other.get("auth/session", { authorization: "Bearer x" });
    await other.get("auth/session", { authorization: `Bearer ${refresh}` });
  },
  APP,
);
jwt(
  "S239",
  "after logout",
  async (t) => {
    const { refresh, access } = await loggedIn(t);
    await t.delete("auth/session");
    await t.post(REFRESH, { refresh_token: refresh });
    await t.another("other").get("auth/session", { authorization: `Bearer ${access}` });
  },
  APP,
);
jwt(
  "J3",
  "an access token that has expired",
  async (t) => {
    const { access } = await loggedIn(t);
    await t.wait(301);
    await t.another("other").get("auth/session", { authorization: `Bearer ${access}` });
  },
  APP,
);
jwt(
  "S244",
  "after a change of the password",
  async (t) => {
    const { refresh } = await loggedIn(t);
    await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
    await t.post(REFRESH, { refresh_token: refresh });
  },
  APP,
);
jwt("J4", "no refreshing for browsers", (t) => t.post(REFRESH, { refresh_token: "x" }).then(), {
  clients: ["browser"],
});

export const tokenScenarios = [jwt];
