import { area } from "../differences/scenario.ts";

const link = area("link");
const recent = area("reauthentication");

const SESSIONS = "auth/sessions";

link(
  "S166",
  "reauthentication",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    await t.post("auth/reauthenticate", { password: ada.password });
    await t.get("auth/session");
  },
  { isShort: true },
);
link(
  "S167",
  "a wrong password",
  async (t) => {
    await t.login(await t.user());
    await t.post("auth/reauthenticate", { password: "wrong" });
    await t.post("auth/reauthenticate", { password: "" });
    await t.post("auth/reauthenticate", {});
  },
  { isShort: true },
);
link("S169", "an anonymous visitor", (t) => t.post("auth/reauthenticate", { password: "wrong" }).then());
link(
  "S170",
  "the ways to reauthenticate",
  async (t) => {
    const ada = await t.user({ totp: true });
    await t.login(ada);
    await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
    await t.wait(301);
    await t.post("account/authenticators/recovery-codes");
  },
  { isShort: true },
);
link("S172", "how long it counts", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/reauthenticate", { password: ada.password });
  await t.wait(299);
  await t.get("account/authenticators/webauthn");
  await t.wait(1);
  await t.get("account/authenticators/webauthn");
});
recent("S133", "the number of an account", async (t) => {
  await t.login(await t.user());
  await t.wait(301);
  await t.get("account/phone");
});
link(
  "S234",
  "a list of one, which is ended",
  async (t) => {
    await t.login(await t.user());
    const list = await t.get(SESSIONS);
    await t.delete(SESSIONS, { sessions: [list.read("data.0.id")] });
    await t.get("auth/session");
  },
  { isShort: true },
);
link(
  "S234b",
  "another one is ended",
  async (t) => {
    const ada = await t.user();
    const other = t.another("other");
    await t.login(ada);
    const own = (await t.get(SESSIONS)).read("data.0.id");
    await t.wait(10);
    await other.login(ada);
    await other.get(SESSIONS);
    await other.delete(SESSIONS, { sessions: [own] });
    await t.get("auth/session");
    await other.get(SESSIONS);
  },
  { isShort: true },
);
link("S234c", "somebody else's, or none", async (t) => {
  const bob = t.another("bob");
  await bob.login(await t.user({ name: "bob" }));
  const foreign = (await bob.get(SESSIONS)).read("data.0.id");
  await t.login(await t.user());
  await t.delete(SESSIONS, { sessions: [foreign] });
  await t.delete(SESSIONS, { sessions: [] });
  await t.delete(SESSIONS, {});
  await t.delete(SESSIONS, { sessions: "x" });
});

export const sessionsScenarios = [link, recent];
