import { PASSWORD, type Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";
import { loggedInByNumber } from "./begun.ts";

const phone = area("phone");
const VERIFY = "auth/phone/verify";
const PHONE = "account/phone";

const signUp = (t: Play, digit = 0) => t.post("auth/signup", { phone: t.phone(digit), password: PASSWORD });

phone(
  "S125",
  "signup with a number",
  async (t) => {
    await signUp(t);
    await t.get("auth/session");
    await t.post(VERIFY, { code: await t.secret(t.phone()) });
    await t.get(PHONE);
  },
  { isShort: true },
);
phone("S126", "login with a number", (t) => loggedInByNumber(t).then(), { isShort: true });
phone("S126b", "login with a number that is not verified", async (t) => {
  const { phone: number, password } = await t.user({ phone: t.phone(), phoneVerified: false });
  await t.post("auth/login", { phone: number, password });
  await t.post(VERIFY, { code: await t.secret(number) });
  await t.get(PHONE);
});
phone("P1", "a wrong password", async (t) => {
  const { phone: number } = await t.user({ phone: t.phone() });
  await t.post("auth/login", { phone: number, password: "wrong" });
  await t.post("auth/login", { phone: t.phone(9), password: "wrong" });
});
phone("S128", "the same number", async (t) => {
  const number = await loggedInByNumber(t);
  await t.post(PHONE, { phone: number });
});
phone(
  "S129",
  "another number",
  async (t) => {
    await loggedInByNumber(t);
    await t.post(PHONE, { phone: t.phone(1) });
    await t.get(PHONE);
    const code = await t.secret(t.phone(1));
    await t.post(VERIFY, { code });
    await t.post(VERIFY, { code });
    await t.get(PHONE);
  },
  { isShort: true },
);
phone("S130", "somebody else's number", async (t) => {
  await t.user({ name: "bob", phone: t.phone(1) });
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.get(PHONE);
});
phone("S131", "corrected at signup", async (t) => {
  await signUp(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(VERIFY, { code: await t.secret(t.phone(1)) });
  await t.get(PHONE);
});
phone("S132", "sent again", async (t) => {
  await signUp(t);
  await t.post(`${VERIFY}/resend`);
  await t.post(VERIFY, { code: await t.secret(t.phone()) });
});
phone("S132b", "sent again when nothing waits", (t) => t.post(`${VERIFY}/resend`).then());
phone("S134", "an anonymous visitor", async (t) => {
  await t.get(PHONE);
  await t.post(PHONE, { phone: t.phone() });
});
phone("S134b", "methods that the number does not have", async (t) => {
  await t.put(PHONE, { phone: t.phone() });
  await t.delete(PHONE);
});
phone(
  "S135",
  "a taken number at signup",
  async (t) => {
    await t.user({ name: "bob", phone: t.phone() });
    await signUp(t);
    await t.post(VERIFY, { code: "BBBB-BBBB" });
  },
  { isShort: true },
);
phone("S136", "corrected to a taken number", async (t) => {
  await t.user({ name: "bob", phone: t.phone(1) });
  await signUp(t);
  await t.post(PHONE, { phone: t.phone(1) });
});
phone("S138", "what is no number", async (t) => {
  await t.post("auth/login", { phone: "notaphone", password: PASSWORD });
  await t.post("auth/signup", { phone: "+49 151 1234567", password: PASSWORD });
  await t.post("auth/signup", { phone: "", password: PASSWORD });
  await t.post("auth/signup", { password: PASSWORD });
});
phone("S139", "wrong codes end the signup", async (t) => {
  await signUp(t);
  await t.post(VERIFY, { code: "BBBB-BBBB" });
  await t.post(VERIFY, { code: "BBBB-BBBB" });
  await t.post(VERIFY, { code: "BBBB-BBBB" });
  await t.get("auth/session");
});
phone("P2", "wrong codes for another number", async (t) => {
  await loggedInByNumber(t);
  await t.post(PHONE, { phone: t.phone(1) });
  await t.post(VERIFY, { code: "" });
  await t.post(VERIFY, {});
  await t.post(VERIFY, { code: "BBBB-BBBB" });
});
phone("P3", "the configuration with numbers", (t) => t.get("config").then());
phone("P4", "both, or neither", async (t) => {
  await t.post("auth/login", { email: t.email(), phone: t.phone(), password: PASSWORD });
  await t.post("auth/login", { password: PASSWORD });
});

export const phoneScenarios = [phone];
