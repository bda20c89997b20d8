import { NEW_PASSWORD, PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const link = area("link");
const optional = area("optional");
const username = area("username");
const tells = area("tellsAccounts");

link("S17", "nothing in the body", (t) => t.post("auth/login", {}).then(), { isShort: true });
link("S17b", "one field is missing, or empty", async (t) => {
  await t.post("auth/login", { email: t.email() });
  await t.post("auth/login", { password: PASSWORD });
  await t.post("auth/login", { email: "", password: "" });
});
link(
  "S18",
  "a wrong password",
  async (t) => {
    const { email } = await t.user();
    await t.post("auth/login", { email, password: "wrong" });
  },
  { isShort: true },
);
link(
  "S19",
  "an unknown address: the same answer",
  (t) => t.post("auth/login", { email: t.email(), password: "wrong" }).then(),
  { isShort: true },
);
link("S20", "a right login", (t) => t.user().then(t.login).then(), { isShort: true });
link("S23", "what is no address", (t) => t.post("auth/login", { email: "ada", password: PASSWORD }).then());
link(
  "S25",
  "an inactive user",
  async (t) => {
    const ada = await t.user();
    await t.setActive(ada, false);
    await t.login(ada);
    await t.get("auth/session");
  },
  { isShort: true },
);
link(
  "S30",
  "somebody logged in logs in again",
  async (t) => {
    const ada = await t.user();
    await t.login(ada);
    await t.login(ada);
    await t.post("auth/login", { email: "ada" });
  },
  { isShort: true },
);
link("S30b", "somebody logged in signs up, or resets", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.post("auth/signup", { email: t.email("eve"), password: PASSWORD });
  await t.post("auth/signup", { email: "eve" });
  await t.post("auth/password/request", { email: ada.email });
});
link("S32", "a second login takes the place of one that waits", async (t) => {
  await t.login(await t.user({ verified: false }));
  await t.login(await t.user({ name: "bob" }));
  await t.get("auth/session");
});
link("S33", "a login that waits, then another that waits", async (t) => {
  await t.login(await t.user({ totp: true }));
  await t.login(await t.user({ name: "bob", verified: false }));
  await t.get("auth/session");
});
link("L1", "the address in other letters", async (t) => {
  const { email, password } = await t.user();
  await t.post("auth/login", { email: email.toUpperCase(), password });
});
link("L2", "blanks around the address", async (t) => {
  const { email, password } = await t.user();
  await t.post("auth/login", { email: `  ${email} `, password });
});
link("S54", "blanks around the password", async (t) => {
  const { email, password } = await t.user();
  await t.post("auth/login", { email, password: ` ${password} ` });
});
link("L3", "an account without a password", async (t) => {
  const { email } = await t.user({ password: null });
  await t.post("auth/login", { email, password: "!" });
});
link("L4", "a login that takes too long", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.wait(901);
  await t.get("auth/session");
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
});
link(
  "L5",
  "an unverified address",
  async (t) => {
    const ada = await t.user({ verified: false });
    await t.login(ada);
    await t.get("auth/session");
  },
  { isShort: true },
);
link("L6", "two clients of one user", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.another("second").login(ada);
  await t.get("auth/session");
});

optional(
  "S21",
  "an address and a password",
  async (t) => {
    await t.login(await t.user({ username: `ada${t.phone().slice(1)}` }));
  },
  { isShort: true },
);
optional(
  "S21b",
  "a username and a password",
  async (t) => {
    const { username, password } = await t.user({ username: `ada${t.phone().slice(1)}` });
    await t.post("auth/login", { username, password });
  },
  { isShort: true },
);
optional("S22", "both, or neither", async (t) => {
  const { email, username, password } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { email, username, password });
  await t.post("auth/login", { password });
});
optional("S23b", "an address as username", async (t) => {
  const { email, password } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { username: email, password });
});
optional("S18b", "a wrong password by username", async (t) => {
  const { username } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { username, password: "wrong" });
  await t.post("auth/login", { username: "nobody", password: "wrong" });
});
optional("L7", "the configuration with two methods", (t) => t.get("config").then());

username("S24", "a username in other letters", async (t) => {
  const { username, password } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { username: username.toUpperCase(), password });
});
username("S23c", "an address where only usernames log in", async (t) => {
  const { email, password } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/login", { username: email, password });
  await t.post("auth/login", { email, password });
  await t.post("auth/login", {});
});
username("L8", "the configuration with usernames", (t) => t.get("config").then());

tells("L9", "a wrong login where accounts are not hidden", async (t) => {
  const { email } = await t.user();
  await t.post("auth/login", { email, password: NEW_PASSWORD });
  await t.post("auth/login", { email: t.email("nobody"), password: NEW_PASSWORD });
});

export const loginScenarios = [link, optional, username, tells];
