import { area } from "../../differences/scenario.ts";
import { AUTHENTICATE, activate, loggedIn, recent } from "./factors.ts";

const link = area("link");

const CODES = "account/authenticators/recovery-codes";

link("S188", "recovery codes without recent authentication", async (t) => {
  await loggedIn(t, { totp: true, recoveryCodes: ["12345678", "87654321"] });
  await t.wait(301);
  await t.get(CODES);
  await t.post(CODES);
  await t.post("auth/2fa/reauthenticate", { code: "12345678" });
  await t.get(CODES);
});
link("S188b", "no recovery codes, without recent authentication", async (t) => {
  await loggedIn(t);
  await t.wait(301);
  await t.get(CODES);
  await t.post(CODES);
});
link(
  "S189",
  "recovery codes, twice",
  async (t) => {
    await recent(t);
    await activate(t);
    await t.get(CODES);
    await t.get(CODES);
  },
  { isShort: true },
);
link("S190", "new recovery codes", async (t) => {
  await recent(t);
  await t.get(CODES);
  await t.post(CODES);
  await activate(t);
  await t.post(CODES);
});
link("S191", "old recovery codes are void", async (t) => {
  const ada = await recent(t, { totp: true, recoveryCodes: ["12345678"] });
  await t.post(CODES);
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: "12345678" });
});
link("S192", "a recovery code used twice", async (t) => {
  const ada = await t.user({ totp: true, recoveryCodes: ["12345678", "87654321"] });
  await t.login(ada);
  await t.post(AUTHENTICATE, { code: "12345678" });
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: "12345678" });
});
link("S192b", "a made recovery code", async (t) => {
  const ada = await recent(t);
  await activate(t);
  const codes = (await t.get(CODES)).read("data.unused_codes");
  const again = t.another("again");
  await again.login(ada);
  await again.post(AUTHENTICATE, { code: Array.isArray(codes) ? String(codes[0]) : "" });
});

export const recoveryCodeScenarios = [link];
