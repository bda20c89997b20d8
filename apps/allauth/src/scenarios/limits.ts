import { NEW_PASSWORD, PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const limited = area("limited");
const defaults = area("defaultLimits");

limited(
  "S29",
  "logins",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    await t.another("second").login(ada);
  },
  { isShort: true },
);
limited("S46", "signups", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.another("second").post("auth/signup", { email: t.email("bob"), password: PASSWORD });
});
limited(
  "S109",
  "requests of a code",
  async (t) => {
    const ada = await t.user();
    await t.post("auth/code/request", { email: ada.email });
    await t.another("second").post("auth/code/request", { email: ada.email });
  },
  { isShort: true },
);
limited("S147", "requests of a reset", async (t) => {
  await t.post("auth/password/request", { email: t.email() });
  await t.post("auth/password/request", { email: t.email() });
});
limited("S148", "resets", async (t) => {
  await t.post("auth/password/reset", { key: "x", password: PASSWORD });
  await t.post("auth/password/reset", { key: "x", password: PASSWORD });
});
limited("S163", "changes of the password", async (t) => {
  await t.login(await t.user());
  await t.post("account/password/change", { current_password: PASSWORD, new_password: NEW_PASSWORD });
  await t.post("account/password/change", { current_password: NEW_PASSWORD, new_password: PASSWORD });
});
limited(
  "S168",
  "reauthentications",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    await t.post("auth/reauthenticate", { password: ada.password });
    await t.post("auth/reauthenticate", { password: ada.password });
  },
  { isShort: true },
);
limited("S103", "changes of the addresses", async (t) => {
  await t.login(await t.user());
  await t.get("account/email");
  await t.post("account/email", { email: "ada" });
  await t.post("account/email", { email: t.email("second") });
});
limited("T1", "after the window", async (t) => {
  await t.post("auth/password/request", { email: t.email() });
  await t.wait(61);
  await t.post("auth/password/request", { email: t.email() });
});
defaults(
  "S26",
  "wrong passwords for one account",
  async (t) => {
    const { email } = await t.user();
    for (let count = 0; count < 6; count += 1) await t.post("auth/login", { email, password: "wrong" });
    await t.post("auth/login", { email, password: PASSWORD });
  },
  { isShort: true },
);
defaults("S27", "wrong passwords, the address in other letters", async (t) => {
  const { email } = await t.user();
  for (let count = 0; count < 3; count += 1) await t.post("auth/login", { email, password: "wrong" });
  for (let count = 0; count < 3; count += 1)
    await t.post("auth/login", { email: email.toUpperCase(), password: "wrong" });
});
defaults("S28", "wrong passwords for another account", async (t) => {
  const [ada, bob] = [await t.user(), await t.user({ name: "bob" })];
  for (let count = 0; count < 6; count += 1) await t.post("auth/login", { email: ada.email, password: "wrong" });
  await t.login(bob);
});
defaults("S155", "a reset opens what wrong passwords closed", async (t) => {
  const { email } = await t.user();
  for (let count = 0; count < 6; count += 1) await t.post("auth/login", { email, password: "wrong" });
  await t.post("auth/password/request", { email });
  await t.post("auth/password/reset", { key: await t.secret(email), password: NEW_PASSWORD });
  await t.post("auth/login", { email, password: NEW_PASSWORD });
});
defaults("S167b", "wrong passwords at reauthentication", async (t) => {
  await t.login(await t.user());
  for (let count = 0; count < 6; count += 1) await t.post("auth/reauthenticate", { password: "wrong" });
});
defaults("S184b", "wrong second factors", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  for (let count = 0; count < 6; count += 1) await t.post("auth/2fa/reauthenticate", { code: "000000" });
});
defaults("S74", "two codes for an address within ten seconds", async (t) => {
  const ada = await t.user({ verified: false });
  await t.login(ada);
  await t.another("second").login(ada);
});
defaults("S75c", "a code sent again within ten seconds", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post("auth/email/verify/resend");
});
defaults("S109b", "four codes for an address within a minute", async (t) => {
  const ada = await t.user();
  for (let count = 0; count < 4; count += 1)
    await t.another(`${count}`).post("auth/code/request", { email: ada.email });
});

export const limitScenarios = [limited, defaults];
