import type { Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const byCode = area("loginCode");
const required = area("requiredCode");
const requiredAfterMfa = area("requiredAfterPassword");
const tells = area("tellsAccounts");
const phone = area("phone");

const REQUEST = "auth/code/request";
const CONFIRM = "auth/code/confirm";
const RESEND = "auth/code/resend";
const WRONG = { code: "BBBB-BBBB" };

async function requested(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await t.user(options);
  await t.post(REQUEST, { email: ada.email });
  return ada;
}

byCode(
  "S107",
  "a code logs in",
  async (t) => {
    const ada = await requested(t);
    await t.get("auth/session");
    await t.post(CONFIRM, { code: await t.secret(ada.email) });
  },
  { isShort: true },
);
byCode("S108", "in small letters, with blanks", async (t) => {
  const ada = await requested(t);
  await t.post(CONFIRM, { code: ` ${(await t.secret(ada.email)).toLowerCase().replace("-", " ")}` });
});
byCode(
  "S110",
  "wrong codes end the flow",
  async (t) => {
    await requested(t);
    await t.post(CONFIRM, WRONG);
    await t.post(CONFIRM, WRONG);
    await t.post(CONFIRM, WRONG);
    await t.get("auth/session");
    await t.post(CONFIRM, WRONG);
  },
  { isShort: true },
);
byCode("S111", "a code that has expired", async (t) => {
  const ada = await requested(t);
  await t.wait(181);
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
  await t.get("auth/session");
});
byCode("S112", "a code while something else waits", async (t) => {
  await t.login(await t.user({ verified: false }));
  await t.post(CONFIRM, WRONG);
});
byCode("S113", "sent again", async (t) => {
  const ada = await requested(t);
  await t.post(RESEND);
  await t.post(RESEND);
  await t.post(RESEND);
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
});
byCode("S114", "sending again gives no tries", async (t) => {
  await requested(t);
  await t.post(CONFIRM, WRONG);
  await t.post(CONFIRM, WRONG);
  await t.post(RESEND);
  await t.post(CONFIRM, WRONG);
  await t.get("auth/session");
});
byCode("S114b", "sending again gives no time", async (t) => {
  const ada = await requested(t);
  await t.wait(170);
  await t.post(RESEND);
  await t.wait(20);
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
});
byCode(
  "S115",
  "an unknown address",
  async (t) => {
    await t.post(REQUEST, { email: t.email("nobody") });
    await t.post(CONFIRM, WRONG);
    await t.post(RESEND);
    await t.get("auth/session");
  },
  { isShort: true },
);
tells("S116", "an unknown address where accounts are not hidden", (t) =>
  t.post(REQUEST, { email: t.email("nobody") }).then(),
);
byCode("C1", "an inactive user", async (t) => {
  const ada = await t.user();
  await t.setActive(ada, false);
  await t.post(REQUEST, { email: ada.email });
});
byCode(
  "C2",
  "no address",
  async (t) => {
    await t.post(REQUEST, {});
    await t.post(REQUEST, { email: "ada" });
    await t.post(REQUEST, { email: "" });
  },
  { isShort: true },
);
byCode("C3", "an unverified address is verified by it", async (t) => {
  const ada = await requested(t, { verified: false });
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
  await t.get("account/email");
});
byCode("C4", "a code used twice", async (t) => {
  const ada = await requested(t);
  const code = await t.secret(ada.email);
  await t.post(CONFIRM, { code });
  await t.post(CONFIRM, { code });
});
byCode("C5", "nothing waits", async (t) => {
  await t.post(CONFIRM, WRONG);
  await t.post(RESEND);
});
byCode("C6", "somebody logged in asks for a code", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post(REQUEST, { email: ada.email });
});
byCode("C7", "a password login instead", async (t) => {
  const ada = await requested(t);
  await t.login(ada);
});
byCode("C8", "the configuration with login by code", (t) => t.get("config").then());
byCode("S119", "a second factor follows", async (t) => {
  const ada = await requested(t, { totp: true });
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
});
byCode("S123", "an empty code", async (t) => {
  await requested(t);
  await t.post(CONFIRM, { code: "" });
  await t.post(CONFIRM, {});
});
byCode("S124", "a code that is not ASCII", async (t) => {
  await requested(t);
  await t.post(CONFIRM, { code: "é" });
});
required(
  "S117",
  "a password and an unverified address",
  async (t) => {
    const ada = await t.user({ verified: false });
    await t.login(ada);
    await t.post(CONFIRM, { code: await t.secret(ada.email) });
    await t.get("account/email");
  },
  { isShort: true },
);
required("S118", "a password", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.get("auth/session");
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
});
required("C9", "wrong codes end the login", async (t) => {
  await t.login(await t.user());
  await t.post(CONFIRM, WRONG);
  await t.post(CONFIRM, WRONG);
  await t.post(CONFIRM, WRONG);
  await t.get("auth/session");
});
required("C10", "a second factor follows the code", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post(CONFIRM, { code: await t.secret(ada.email) });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
});
required("C11", "codes cannot be requested where they are only required", async (t) => {
  await t.post(REQUEST, { email: t.email() });
  await t.post(RESEND);
});
requiredAfterMfa("S118b", "a password, where only other methods need a code", async (t) => {
  await t.login(await t.user());
});
phone("S127", "a code by text message", async (t) => {
  const ada = await t.user({ phone: t.phone() });
  await t.post(REQUEST, { phone: ada.phone });
  await t.post(CONFIRM, { code: await t.secret(ada.phone) });
});
phone("S137", "an unknown number", async (t) => {
  await t.post(REQUEST, { phone: t.phone(9) });
  await t.post(CONFIRM, WRONG);
});
phone("S121", "both, or neither", async (t) => {
  await t.post(REQUEST, { email: t.email(), phone: t.phone() });
  await t.post(REQUEST, {});
});

export const codeScenarios = [byCode, required, requiredAfterMfa, tells, phone];
