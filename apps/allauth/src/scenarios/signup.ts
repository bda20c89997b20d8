import { PASSWORD } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const link = area("link");
const code = area("code");
const optional = area("optional");
const username = area("username");
const tells = area("tellsAccounts");
const strict = area("strict");
const closed = area("closed");
const required = area("requiredCode");
const requiredAfterMfa = area("requiredAfterPassword");

optional(
  "S37",
  "an account that may log in at once",
  async (t) => {
    const name = `ada${t.phone().slice(1)}`;
    await t.post("auth/signup", { email: t.email(), username: name, password: PASSWORD });
    await t.get("auth/session");
    await t.get("account/email");
  },
  { isShort: true },
);
link(
  "S38",
  "an address has to be verified",
  async (t) => {
    await t.post("auth/signup", { email: t.email(), password: PASSWORD });
    await t.get("auth/session");
  },
  { isShort: true },
);
link(
  "S39",
  "a taken address, by link",
  async (t) => {
    const { email } = await t.user();
    await t.post("auth/signup", { email, password: PASSWORD });
    await t.get("auth/session");
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  },
  { isShort: true },
);
code(
  "S39b",
  "a taken address, by code",
  async (t) => {
    const { email } = await t.user();
    await t.post("auth/signup", { email, password: PASSWORD });
    await t.get("auth/session");
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  },
  { isShort: true },
);
code("S40", "a taken address: guesses end the flow", async (t) => {
  const { email } = await t.user();
  await t.post("auth/signup", { email, password: PASSWORD });
  await t.post("auth/email/verify", { key: "" });
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.post("auth/email/verify", { key: "CCCC-CCCC" });
  await t.get("auth/session");
});
code("S41", "a taken address: sent again", async (t) => {
  const { email } = await t.user();
  await t.post("auth/signup", { email, password: PASSWORD });
  await t.post("auth/email/verify/resend");
});
code("S42", "a taken address, corrected", async (t) => {
  const { email } = await t.user();
  await t.post("auth/signup", { email, password: PASSWORD });
  await t.post("account/email", { email: t.email("free") });
});
tells("S43", "a taken address where accounts are not hidden", async (t) => {
  const { email } = await t.user();
  await t.post("auth/signup", { email, password: PASSWORD });
});
optional("S44", "a taken address without verification", async (t) => {
  const { email } = await t.user({ username: `bob${t.phone().slice(1)}` });
  await t.post("auth/signup", { email, username: `ada${t.phone().slice(1)}`, password: PASSWORD });
});
strict("S44b", "a taken address, hidden at any cost", async (t) => {
  const { email } = await t.user();
  await t.post("auth/signup", { email, password: PASSWORD });
  await t.get("auth/session");
});
closed(
  "S47",
  "signup is closed",
  async (t) => {
    await t.get("config");
    await t.get("auth/session");
    await t.post("auth/signup", { email: t.email(), password: PASSWORD });
    await t.post("auth/signup", { email: "ada" });
  },
  { isShort: true },
);
username("S49", "an account without a password", async (t) => {
  const name = `ada${t.phone().slice(1)}`;
  await t.post("auth/signup", { username: name });
  await t.another("later").post("auth/login", { username: name, password: "" });
});
username("S49b", "an account without an address", async (t) => {
  await t.post("auth/signup", { username: `ada${t.phone().slice(1)}`, password: PASSWORD });
  await t.get("account/email");
});
optional("S51", "a username that is blocked", async (t) => {
  await t.post("auth/signup", { email: t.email(), username: "Admin", password: PASSWORD });
  await t.post("auth/signup", { email: t.email(), username: "a".repeat(151), password: PASSWORD });
  await t.post("auth/signup", { email: t.email(), username: "a b", password: PASSWORD });
  await t.post("auth/signup", { email: t.email(), username: "", password: PASSWORD });
});
optional("S52", "an address in capital letters", async (t) => {
  const name = `ada${t.phone().slice(1)}`;
  await t.post("auth/signup", { email: t.email().toUpperCase(), username: name, password: PASSWORD });
});
link(
  "S53",
  "weak passwords",
  async (t) => {
    const email = t.email();
    await t.post("auth/signup", { email, password: "x7!" });
    await t.post("auth/signup", { email, password: "password" });
    await t.post("auth/signup", { email, password: "" });
  },
  { isShort: true },
);
link("S53b", "a password like the address", (t) =>
  t.post("auth/signup", { email: t.email("leonardo"), password: t.email("leonardo") }).then(),
);
link("S53c", "a password of digits", (t) => t.post("auth/signup", { email: t.email(), password: "8305718264" }).then());
link("S54b", "a password between blanks", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: `  ${PASSWORD}  ` });
});
optional("S55", "a taken username", async (t) => {
  const { username } = await t.user({ username: `ada${t.phone().slice(1)}` });
  await t.post("auth/signup", { email: t.email("bob"), username: username.toUpperCase(), password: PASSWORD });
});
link("U1", "nothing in the body", (t) => t.post("auth/signup", {}).then(), { isShort: true });
link("U2", "all faults at once", (t) => t.post("auth/signup", { email: "ada", password: "x" }).then(), {
  isShort: true,
});
optional("U3", "all faults at once, with a username", (t) => t.post("auth/signup", { email: "ada" }).then());
link("U4", "an address that is too long", (t) =>
  t.post("auth/signup", { email: `${"a".repeat(250)}@example.com`, password: PASSWORD }).then(),
);
link("U5", "twice the same address, not verified", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.another("second").post("auth/signup", { email: t.email(), password: PASSWORD });
});
required("S57", "a code is required after signup", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post("auth/code/confirm", { code: await t.secret(t.email()) });
  await t.get("account/email");
});
requiredAfterMfa("S58", "a code is required after a second factor; signup", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
});
required("U6", "the configuration where codes are required", (t) => t.get("config").then());

export const signupScenarios = [link, code, optional, username, tells, strict, closed, required, requiredAfterMfa];
