import { area } from "../../differences/scenario.ts";
import { AUTHENTICATE, activate, loggedIn, recent, TOTP } from "./factors.ts";

const link = area("link");
const unverified = area("unverifiedFactors");

const CODES = "account/authenticators/recovery-codes";
const ALL = "account/authenticators";

link(
  "S174",
  "the secret of an app to be activated",
  async (t) => {
    await loggedIn(t);
    const [first, second] = [await t.get(TOTP), await t.get(TOTP)];
    t.note("length", String(first.read("meta.secret")).length);
    t.note("same", first.read("meta.secret") === second.read("meta.secret"));
  },
  { isShort: true },
);
unverified("S175", "an unverified address, where that is allowed", async (t) => {
  await recent(t, { verified: false });
  await activate(t);
});
link("S175b", "an unverified address beside the verified one", async (t) => {
  await recent(t);
  await t.post("account/email", { email: t.email("second") });
  await t.get(TOTP);
  await t.post(TOTP, { code: "123456" });
  await t.get(`${ALL}/webauthn`);
});
link(
  "S176",
  "an app is activated",
  async (t) => {
    await recent(t);
    await activate(t);
    await t.get(ALL);
    await t.get(TOTP);
    await t.get(CODES);
  },
  { isShort: true },
);
link(
  "S177",
  "a wrong code",
  async (t) => {
    await recent(t);
    await t.get(TOTP);
    await t.post(TOTP, { code: "000000" });
    await t.post(TOTP, { code: "" });
    await t.post(TOTP, {});
  },
  { isShort: true },
);
link("S177b", "without recent authentication", async (t) => {
  await loggedIn(t);
  await t.wait(301);
  const secret = String((await t.get(TOTP)).read("meta.secret"));
  await t.post(TOTP, { code: await t.totp(secret) });
  await t.post(TOTP, { code: "000000" });
});
link("S177c", "directly after the login", async (t) => {
  await loggedIn(t);
  await activate(t);
});
link("S177d", "activated twice", async (t) => {
  await recent(t, { totp: true });
  await t.post(TOTP, { code: "123456" });
});
link(
  "S178",
  "deactivated",
  async (t) => {
    await recent(t, { totp: true });
    await t.get(TOTP);
    await t.delete(TOTP);
    await t.get(ALL);
  },
  { isShort: true },
);
link(
  "S179",
  "deactivated without recent authentication",
  async (t) => {
    const ada = await loggedIn(t, { totp: true });
    await t.wait(301);
    await t.delete(TOTP);
    await t.post("auth/2fa/reauthenticate", { code: await t.totp(ada.totpSecret) });
    await t.delete(TOTP);
  },
  { isShort: true },
);
link("S180", "deactivated when there is none", async (t) => {
  await recent(t);
  await t.delete(TOTP);
});
link("S180b", "deactivated when there is none, without recent authentication", async (t) => {
  await loggedIn(t);
  await t.wait(301);
  await t.delete(TOTP);
});
link(
  "S181",
  "a login with an app",
  async (t) => {
    const ada = await t.user({ totp: true });
    await t.login(ada);
    await t.get("auth/session");
    await t.post(AUTHENTICATE, { code: "000000" });
    await t.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
  },
  { isShort: true },
);
link("S181b", "no code", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.post(AUTHENTICATE, {});
  await t.post(AUTHENTICATE, { code: "" });
});
link(
  "S182",
  "a login with a recovery code",
  async (t) => {
    await t.login(await t.user({ totp: true, recoveryCodes: ["12345678", "87654321"] }));
    await t.post(AUTHENTICATE, { code: "12345678" });
    await t.get(ALL);
  },
  { isShort: true },
);
link("S183", "a code used twice", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("S183b", "the code of the next period", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.wait(31);
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: await t.totp(ada.totpSecret) });
});
link("S184", "four wrong codes", async (t) => {
  await t.login(await t.user({ totp: true }));
  for (const code of ["000000", "000001", "000002", "000003"]) await t.post(AUTHENTICATE, { code });
  await t.get("auth/session");
});
link("S187", "an unverified address comes first", async (t) => {
  const ada = await t.user({ totp: true, verified: false });
  await t.login(ada);
  await t.post("auth/email/verify", { key: await t.secret(ada.email) });
  await t.get("auth/session");
});
link(
  "F1",
  "reauthentication with a code",
  async (t) => {
    const ada = await loggedIn(t, { totp: true });
    await t.wait(301);
    await t.post("auth/2fa/reauthenticate", { code: "000000" });
    await t.post("auth/2fa/reauthenticate", { code: "" });
    await t.post("auth/2fa/reauthenticate", { code: await t.totp(ada.totpSecret) });
    await t.get("auth/session");
  },
  { isShort: true },
);
link("F2", "reauthentication with a code where there is no factor", async (t) => {
  await loggedIn(t);
  await t.post("auth/2fa/reauthenticate", { code: "123456" });
});
link("F3", "no authenticators", (t) =>
  loggedIn(t)
    .then(() => t.get(ALL))
    .then(),
);
export const mfaScenarios = [link, unverified];
