import { PASSWORD, type Play } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { loggedInByNumber } from "../begun.ts";

/** Phone numbers that are foreign, pending, badly written, or asked too often. */
const phone = area("phone");
const limits = area("phoneLimits");

const VERIFY = "auth/phone/verify";
const PHONE = "account/phone";
const WRONG = "BBBB-BBBB";

const signUp = (t: Play, digit = 0) => t.post("auth/signup", { phone: t.phone(digit), password: PASSWORD });

phone("S130b", "the code to somebody else's number", async (t) => {
  await t.user({ name: "bob", phone: t.phone(1) });
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(VERIFY, { code: WRONG });
  await t.get(PHONE);
});
phone("S136b", "corrected to a taken number, then to a free one", async (t) => {
  await t.user({ name: "bob", phone: t.phone(1) });
  await signUp(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(VERIFY, { code: WRONG });
  await t.post(PHONE, { phone: t.phone(2) });
  await t.post(VERIFY, { code: await t.secret(t.phone(2)) });
});
phone("P5", "a second change takes the place of the first", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  const first = await t.secret(t.phone(1));
  await t.post(PHONE, { phone: t.phone(2) });
  await t.post(VERIFY, { code: first });
  await t.post(VERIFY, { code: await t.secret(t.phone(2)) });
  await t.get(PHONE);
});
phone("P6", "a change whose code comes too late, or is sent again", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(`${VERIFY}/resend`);
  const code = await t.secret(t.phone(1));
  await t.wait(601);
  await t.post(VERIFY, { code });
  await t.get(PHONE);
});
phone("P7", "wrong codes end a change", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  for (let count = 0; count < 4; count += 1) await t.post(VERIFY, { code: WRONG });
  await t.get("auth/session");
});
phone("P8", "the first number of an account with an address", async (t) => {
  await t.login(await t.user());
  await t.get(PHONE);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(VERIFY, { code: await t.secret(t.phone(1)) });
  await t.get("auth/session");
});
phone("P9", "a change to what is no number", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, {});
  await t.post(PHONE, { phone: "" });
  await t.post(PHONE, { phone: "+0123456789" });
  await t.post(PHONE, { phone: `+${"4".repeat(16)}` });
  await t.post(PHONE, { phone: 4915112345678 });
  await t.post(PHONE, { phone: "004915112345678" });
});
phone("P10", "a signup with a number and an address", async (t) => {
  await t.post("auth/signup", { phone: t.phone(), email: t.email(), password: PASSWORD });
  await t.post(VERIFY, { code: await t.secret(t.phone()) });
  await t.get("account/email");
  await t.get(PHONE);
});
phone("P11", "sent again too often at a signup", async (t) => {
  await signUp(t);
  for (let count = 0; count < 3; count += 1) await t.post(`${VERIFY}/resend`);
  await t.post(VERIFY, { code: await t.secret(t.phone()) });
});
phone("P12", "corrected too often, to the same number, and to none", async (t) => {
  await signUp(t);
  await t.post(PHONE, { phone: t.phone() });
  await t.post(PHONE, { phone: "x" });
  for (let digit = 1; digit < 4; digit += 1) await t.post(PHONE, { phone: t.phone(digit) });
});
phone("P13", "no reset of a password by number", async (t) => {
  const { phone: number } = await t.user({ phone: t.phone() });
  await t.post("auth/password/request", { phone: number });
});
phone("P14", "an unknown number, sent again", async (t) => {
  await t.post("auth/code/request", { phone: t.phone(9) });
  await t.post("auth/code/resend");
});
phone("P15", "a second factor follows a login by number", async (t) => {
  const { phone: number, password, totpSecret } = await t.user({ phone: t.phone(), totp: true });
  await t.post("auth/login", { phone: number, password });
  await t.post("auth/2fa/authenticate", { code: await t.totp(totpSecret) });
});
phone("P16", "a login code to a number that is not verified", async (t) => {
  const { phone: number } = await t.user({ phone: t.phone(), phoneVerified: false });
  await t.post("auth/code/request", { phone: number });
  await t.post("auth/code/confirm", { code: await t.secret(number) });
  await t.get(PHONE);
});
limits("S34", "wrong passwords for one number do not lock another", async (t) => {
  const ada = await t.user({ phone: t.phone() });
  const bob = await t.user({ name: "bob", phone: t.phone(1) });
  for (let count = 0; count < 6; count += 1) await t.post("auth/login", { phone: ada.phone, password: "wrong" });
  await t.another("bob").post("auth/login", { phone: bob.phone, password: bob.password });
});
limits("S132c", "a code sent again within half a minute", async (t) => {
  await signUp(t);
  await t.post(`${VERIFY}/resend`);
  await t.wait(31);
  await t.post(`${VERIFY}/resend`);
});
limits("S140", "a number that signs up twice within half a minute", async (t) => {
  await signUp(t);
  await t.another("again").post("auth/signup", { phone: t.phone(), password: PASSWORD });
});
limits("S248", "two changes of a number within a minute", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(PHONE, { phone: t.phone(2) });
});

export const numberScenarios = [phone, limits];
