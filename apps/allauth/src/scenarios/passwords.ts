import { NEW_PASSWORD, PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";
import { resetRequested } from "./begun.ts";

const link = area("link");
const loginOnLink = area("loginOnLink");
const resetCode = area("resetCode");
const tells = area("tellsAccounts");
const logoutOnChange = area("logoutOnChange");

const REQUEST = "auth/password/request";
const RESET = "auth/password/reset";
const CHANGE = "account/password/change";
const withKey = (key: string) => ({ "x-password-reset-key": key });

link(
  "S141",
  "reset by link",
  async (t) => {
    const { ada, key } = await resetRequested(t);
    await t.get(RESET, withKey(key));
    await t.post(RESET, { key, password: "x" });
    await t.post(RESET, { key, password: NEW_PASSWORD });
    await t.post("auth/login", { email: ada.email, password: NEW_PASSWORD });
  },
  { isShort: true },
);
link("S142", "a link used twice", async (t) => {
  const { key } = await resetRequested(t);
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.get(RESET, withKey(key));
});
link(
  "S143",
  "a wrong key",
  async (t) => {
    await t.get(RESET, withKey("nonsense"));
    await t.post(RESET, { key: "nonsense", password: NEW_PASSWORD });
    await t.get(RESET);
    await t.post(RESET, {});
  },
  { isShort: true },
);
link("S144", "an unknown address", (t) => t.post(REQUEST, { email: t.email("nobody") }).then(), { isShort: true });
tells("S144b", "an unknown address where accounts are not hidden", (t) =>
  t.post(REQUEST, { email: t.email("nobody") }).then(),
);
link("S145", "an inactive user", async (t) => {
  const ada = await t.user();
  await t.setActive(ada, false);
  await t.post(REQUEST, { email: ada.email });
});
link("S146", "a login after the request", async (t) => {
  const { ada, key } = await resetRequested(t);
  await t.wait(1);
  await t.another("elsewhere").login(ada);
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
link(
  "R1",
  "no address",
  async (t) => {
    await t.post(REQUEST, {});
    await t.post(REQUEST, { email: "ada" });
  },
  { isShort: true },
);
link("R2", "a link that has expired", async (t) => {
  const { key } = await resetRequested(t);
  await t.wait(3601);
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
link("R3", "an account without a password gets one", async (t) => {
  const { ada, key } = await resetRequested(t, { password: null });
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.post("auth/login", { email: ada.email, password: NEW_PASSWORD });
});
link("R4", "an unverified address", async (t) => {
  const { ada, key } = await resetRequested(t, { verified: false });
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.post("auth/login", { email: ada.email, password: NEW_PASSWORD });
});
link("S156", "other sessions end", async (t) => {
  const ada = await t.user();
  const other = t.another("other");
  await other.login(ada);
  await t.post(REQUEST, { email: ada.email });
  await t.post(RESET, { key: await t.secret(ada.email), password: NEW_PASSWORD });
  await other.get("auth/session");
});
link("S159", "a link while somebody else is logged in", async (t) => {
  const { key } = await resetRequested(t);
  await t.login(await t.user({ name: "bob" }));
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.get("auth/session");
});
loginOnLink("S150", "a link that logs in", async (t) => {
  const { key } = await resetRequested(t);
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
loginOnLink("S150b", "a link that logs in, with a second factor", async (t) => {
  const { key } = await resetRequested(t, { totp: true });
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
resetCode(
  "S149",
  "reset by code",
  async (t) => {
    const { key } = await resetRequested(t);
    await t.get(RESET, withKey(key));
    await t.get("auth/session");
    await t.post(RESET, { key, password: "x" });
    await t.post(RESET, { key, password: NEW_PASSWORD });
    await t.post(RESET, { key, password: NEW_PASSWORD });
  },
  { isShort: true },
);
resetCode("S149b", "reset by code without looking first", async (t) => {
  const { key } = await resetRequested(t);
  await t.post(RESET, { key, password: NEW_PASSWORD });
});
resetCode(
  "S151",
  "wrong codes end the flow",
  async (t) => {
    await resetRequested(t);
    await t.get(RESET, withKey("BBBB-BBBB"));
    await t.get(RESET, withKey("BBBB-BBBB"));
    await t.get(RESET, withKey("BBBB-BBBB"));
    await t.get(RESET, withKey("BBBB-BBBB"));
    await t.post(RESET, { key: "BBBB-BBBB", password: NEW_PASSWORD });
    await t.get("auth/session");
  },
  { isShort: true },
);
resetCode("S152", "the code proves the address", async (t) => {
  const { key } = await resetRequested(t, { verified: false });
  await t.get(RESET, withKey(key));
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.get("account/email");
});
resetCode("S154", "an unknown address", async (t) => {
  await t.post(REQUEST, { email: t.email("nobody") });
  await t.get("auth/session");
  await t.post(RESET, { key: "BBBB-BBBB", password: NEW_PASSWORD });
});
resetCode("S154b", "an unknown address, looked at", async (t) => {
  await t.post(REQUEST, { email: t.email("nobody") });
  await t.get(RESET, withKey("BBBB-BBBB"));
});
resetCode("R5", "a code that has expired", async (t) => {
  const { key } = await resetRequested(t);
  await t.wait(181);
  await t.get(RESET, withKey(key));
});
resetCode("R6", "nothing waits", async (t) => {
  await t.get(RESET, withKey("BBBB-BBBB"));
  await t.post(RESET, { key: "BBBB-BBBB", password: NEW_PASSWORD });
  await t.get("auth/session");
  await t.get("config");
});
resetCode("R7", "a second factor follows", async (t) => {
  const { ada, key } = await resetRequested(t, { totp: true });
  await t.post(RESET, { key, password: NEW_PASSWORD });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
});
link(
  "S160",
  "changes that are refused",
  async (t) => {
    await t.login(await t.user());
    await t.post(CHANGE, { current_password: "wrong", new_password: NEW_PASSWORD });
    await t.post(CHANGE, { current_password: PASSWORD, new_password: "" });
    await t.post(CHANGE, { current_password: PASSWORD, new_password: "x" });
    await t.post(CHANGE, { new_password: NEW_PASSWORD });
    await t.post(CHANGE, {});
  },
  { isShort: true },
);
link(
  "S161",
  "a change",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    await t.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
    await t.get("auth/session");
    await t.another("later").post("auth/login", { email: ada.email, password: NEW_PASSWORD });
  },
  { isShort: true },
);
resetCode("S162", "the first password", async (t) => {
  const { email } = await t.user({ password: null });
  await t.post(REQUEST, { email });
  await t.post(RESET, { key: await t.secret(email), password: NEW_PASSWORD });
  await t.post(CHANGE, { current_password: NEW_PASSWORD, new_password: PASSWORD });
});
logoutOnChange("S164", "a change that logs out", async (t) => {
  await t.login(await t.user());
  await t.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.get("auth/session");
});
link("S165", "a change ends other sessions", async (t) => {
  const ada = await t.user();
  const other = t.another("other");
  await other.login(ada);
  await t.login(ada);
  await t.post(CHANGE, { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await other.get("auth/session");
  await t.get("auth/session");
});

export const passwordScenarios = [link, loginOnLink, resetCode, tells, logoutOnChange];
