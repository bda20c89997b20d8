import { area } from "../differences/scenario.ts";
import { withTwoAddresses } from "./begun.ts";
import { loggedIn } from "./mfa/factors.ts";

const link = area("link");
const code = area("code");
const tells = area("tellsAccounts");
const username = area("username");
const oneAddress = area("oneAddress");
const twoAddresses = area("twoAddresses");
const recent = area("reauthentication");
const unverifiedFactors = area("unverifiedFactors");

const EMAIL = "account/email";

link(
  "S85",
  "the list",
  (t) =>
    loggedIn(t)
      .then(() => t.get(EMAIL))
      .then(),
  { isShort: true },
);
link(
  "S86",
  "one more address, by link",
  async (t) => {
    await loggedIn(t);
    await t.post(EMAIL, { email: t.email("second") });
    await t.get(EMAIL);
  },
  { isShort: true },
);
code(
  "S86b",
  "one more address, by code",
  async (t) => {
    await loggedIn(t);
    await t.post(EMAIL, { email: t.email("second") });
    await t.get(EMAIL);
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
    await t.post("auth/email/verify", { key: await t.secret(t.email("second")) });
    await t.get(EMAIL);
  },
  { isShort: true },
);
oneAddress("S87", "the one address is changed", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.post("auth/email/verify", { key: await t.secret(t.email("second")) });
  await t.get(EMAIL);
  await t.get("auth/session");
});
oneAddress("S105", "a second change replaces the first", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  const first = await t.secret(t.email("second"));
  await t.post(EMAIL, { email: t.email("third") });
  await t.post("auth/email/verify", { key: first });
  await t.get(EMAIL);
});
code("S89", "somebody else's address, by code", async (t) => {
  const bob = await t.user({ name: "bob" });
  await loggedIn(t);
  await t.post(EMAIL, { email: bob.email });
  await t.get(EMAIL);
});
link("S90", "somebody else's address, by link", async (t) => {
  const bob = await t.user({ name: "bob" });
  await loggedIn(t);
  await t.post(EMAIL, { email: bob.email });
  await t.get(EMAIL);
});
tells("S90b", "somebody else's address where accounts are not hidden", async (t) => {
  const bob = await t.user({ name: "bob" });
  await loggedIn(t);
  await t.post(EMAIL, { email: bob.email });
});
link(
  "S91",
  "an address that I have",
  async (t) => {
    const ada = await loggedIn(t);
    await t.post(EMAIL, { email: ada.email.toUpperCase() });
  },
  { isShort: true },
);
link(
  "S91b",
  "no address",
  async (t) => {
    await loggedIn(t);
    await t.post(EMAIL, {});
    await t.post(EMAIL, { email: "ada" });
    await t.post(EMAIL, { email: "" });
  },
  { isShort: true },
);
twoAddresses("S92", "one too many", async (t) => {
  await withTwoAddresses(t);
  await t.post(EMAIL, { email: t.email("third") });
});
link("S93", "one more while there is a second factor, by link", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.post(EMAIL, { email: t.email("second") });
});
code("S93b", "one more while there is a second factor, by code", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.post(EMAIL, { email: t.email("second") });
});
unverifiedFactors("S93c", "one more while there is a second factor, where that is allowed", async (t) => {
  const ada = await loggedIn(t, { totp: true });
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.post(EMAIL, { email: t.email("second") });
});
link(
  "S94",
  "one is removed",
  async (t) => {
    const { second } = await withTwoAddresses(t);
    await t.delete(EMAIL, { email: second });
    await t.get(EMAIL);
  },
  { isShort: true },
);
link("S95", "the primary one is removed while there is another", async (t) => {
  const { ada } = await withTwoAddresses(t);
  await t.delete(EMAIL, { email: ada.email });
});
link("S96", "the only one is removed where it logs in", async (t) => {
  const ada = await loggedIn(t);
  await t.delete(EMAIL, { email: ada.email });
});
username("S96b", "the only one is removed where usernames log in", async (t) => {
  const { username: name, password, email } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { username: name, password });
  await t.delete(EMAIL, { email });
  await t.get("auth/session");
});
code("S98", "the one that waits for its code is removed", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.delete(EMAIL, { email: t.email("second") });
  await t.get(EMAIL);
  await t.post("auth/email/verify", { key: await t.secret(t.email("second")) });
});
link(
  "S99",
  "another becomes the primary one",
  async (t) => {
    const { second } = await withTwoAddresses(t);
    await t.patch(EMAIL, { email: second, primary: true });
    await t.get("auth/session");
  },
  { isShort: true },
);
link("S99b", "an unverified one becomes the primary one", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.patch(EMAIL, { email: t.email("second"), primary: true });
});
link("S100", "not the primary one", async (t) => {
  const ada = await loggedIn(t);
  await t.patch(EMAIL, { email: ada.email, primary: false });
  await t.patch(EMAIL, { email: ada.email });
  await t.patch(EMAIL, { primary: true });
});
link("S99c", "an unknown one", async (t) => {
  await loggedIn(t);
  await t.patch(EMAIL, { email: t.email("nobody"), primary: true });
  await t.delete(EMAIL, { email: t.email("nobody") });
  await t.put(EMAIL, { email: t.email("nobody") });
  await t.delete(EMAIL, {});
});
link("S101", "sent again", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.put(EMAIL, { email: t.email("second") });
  await t.put(EMAIL, {});
  await t.put(EMAIL, { email: "ada" });
});
link("S101b", "sent again to a verified one", async (t) => {
  const ada = await loggedIn(t);
  await t.put(EMAIL, { email: ada.email });
});
code("S102", "a code is sent again", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.put(EMAIL, { email: t.email("second") });
  await t.post("auth/email/verify", { key: await t.secret(t.email("second")) });
});
recent("S106", "all of it needs recent authentication", async (t) => {
  const ada = await loggedIn(t);
  await t.wait(301);
  await t.post(EMAIL, { email: t.email("second") });
  await t.patch(EMAIL, { email: ada.email, primary: true });
  await t.delete(EMAIL, { email: ada.email });
  await t.post("auth/reauthenticate", { password: ada.password });
  await t.post(EMAIL, { email: t.email("second") });
});
recent("S106b", "bad input is told first", async (t) => {
  await loggedIn(t);
  await t.wait(301);
  await t.post(EMAIL, { email: "ada" });
  await t.post(EMAIL, {});
});

export const emailScenarios = [link, code, tells, username, oneAddress, twoAddresses, recent, unverifiedFactors];
