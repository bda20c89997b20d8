import { PASSWORD, type Play } from "../differences/play.ts";
import { area } from "../differences/scenario.ts";

const link = area("link");
const loginOnLink = area("loginOnLink");
const code = area("code");
const optional = area("optional");

const signUp = (t: Play, name?: string) => t.post("auth/signup", { email: t.email(name), password: PASSWORD });
const withKey = (key: string) => ({ "x-email-verification-key": key });

loginOnLink(
  "S59",
  "a link that logs in",
  async (t) => {
    await signUp(t);
    const key = await t.secret(t.email());
    await t.get("auth/email/verify", withKey(key));
    await t.post("auth/email/verify", { key });
    await t.get("account/email");
  },
  { isShort: true },
);
link(
  "S60",
  "a link that does not log in",
  async (t) => {
    await signUp(t);
    const key = await t.secret(t.email());
    await t.post("auth/email/verify", { key });
    await t.get("auth/session");
    await t.post("auth/login", { email: t.email(), password: PASSWORD });
  },
  { isShort: true },
);
link("S61", "a link in another browser", async (t) => {
  await signUp(t);
  await t.another("stranger").get("auth/email/verify", withKey(await t.secret(t.email())));
});
link(
  "S62",
  "a wrong key",
  async (t) => {
    await t.get("auth/email/verify", withKey("nonsense"));
    await t.post("auth/email/verify", { key: "nonsense" });
    await t.post("auth/email/verify", { key: "" });
    await t.post("auth/email/verify", {});
    await t.get("auth/email/verify");
  },
  { isShort: true },
);
link("S63", "a key that has expired", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.wait(3 * 86_400 + 1);
  await t.post("auth/email/verify", { key });
});
link("S64", "a key used twice", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.post("auth/email/verify", { key });
  await t.post("auth/email/verify", { key });
  await t.get("auth/email/verify", withKey(key));
});
link("S65", "somebody else's key while logged in", async (t) => {
  await signUp(t, "bob");
  const key = await t.secret(t.email("bob"));
  const ada = t.another("ada");
  await ada.login(await t.user());
  await ada.post("auth/email/verify", { key });
  await ada.get("auth/session");
});
loginOnLink("S66", "verified elsewhere", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.another("elsewhere").post("auth/email/verify", { key });
  await t.get("auth/session");
  await t.post("auth/login", { email: t.email(), password: PASSWORD });
});
link("S67", "an address that somebody else verified first", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  const bob = t.another("bob");
  await bob.login(await t.user({ name: "bob" }));
  await bob.post("account/email", { email: t.email() });
  await bob.post("auth/email/verify", { key: await t.secret(t.email()) });
  await t.post("auth/email/verify", { key });
});
link("S68", "a login before verification sends a new link", async (t) => {
  const ada = await t.user({ verified: false });
  await t.login(ada);
  await t.wait(200);
  await t.another("again").login(ada);
});
optional("S69", "a login where verification is optional sends nothing", async (t) => {
  await t.login(await t.user({ username: `ada${t.phone().slice(1)}`, verified: false }));
});
loginOnLink("V1", "a link that logs in, with a second factor", async (t) => {
  const ada = await t.user({ verified: false, totp: true });
  await t.login(ada);
  await t.post("auth/email/verify", { key: await t.secret(ada.email) });
  await t.get("auth/session");
});
code(
  "S72",
  "a code, looked at and given",
  async (t) => {
    await signUp(t);
    const key = await t.secret(t.email());
    await t.get("auth/email/verify", withKey(key));
    await t.post("auth/email/verify", { key });
    await t.get("auth/session");
    await t.get("account/email");
  },
  { isShort: true },
);
code(
  "S73",
  "wrong codes end the flow",
  async (t) => {
    await signUp(t);
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
    await t.post("auth/email/verify", { key: "BBBB-BBBB" });
    await t.get("auth/session");
  },
  { isShort: true },
);
code("S73b", "wrong codes, only looked at, end it as well", async (t) => {
  await signUp(t);
  await t.get("auth/email/verify", withKey("BBBB-BBBB"));
  await t.get("auth/email/verify", withKey("BBBB-BBBB"));
  await t.get("auth/email/verify", withKey("BBBB-BBBB"));
  await t.get("auth/email/verify", withKey("BBBB-BBBB"));
});
code("S75", "a code that is sent again replaces the first", async (t) => {
  await signUp(t);
  const first = await t.secret(t.email());
  await t.wait(11);
  await t.post("auth/email/verify/resend");
  await t.post("auth/email/verify", { key: first });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
});
code("S75b", "sent again too often", async (t) => {
  await signUp(t);
  await t.post("auth/email/verify/resend");
  await t.post("auth/email/verify/resend");
  await t.post("auth/email/verify/resend");
});
link("S76", "sent again by link", async (t) => {
  await signUp(t);
  await t.post("auth/email/verify/resend");
});
code("S77", "sending again gives neither tries nor time", async (t) => {
  await signUp(t);
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.post("auth/email/verify/resend");
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.get("auth/session");
});
code("S77b", "a code that has expired", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.wait(601);
  await t.post("auth/email/verify", { key });
  await t.get("auth/session");
});
code("S78", "the address is corrected", async (t) => {
  await signUp(t);
  await t.post("account/email", { email: t.email("right") });
  await t.get("auth/session");
  await t.post("auth/email/verify", { key: await t.secret(t.email("right")) });
  await t.get("account/email");
});
code("S79", "the address is corrected to a taken one", async (t) => {
  const bob = await t.user({ name: "bob" });
  await signUp(t);
  await t.post("account/email", { email: bob.email });
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
});
code("S80", "corrected to the same, or to none", async (t) => {
  await signUp(t);
  await t.post("account/email", { email: t.email() });
  await t.post("account/email", { email: "ada" });
  await t.post("account/email", {});
});
code("S80b", "corrected too often", async (t) => {
  await signUp(t);
  await t.post("account/email", { email: t.email("second") });
  await t.post("account/email", { email: t.email("third") });
  await t.post("account/email", { email: t.email("fourth") });
});
code("S81", "corrected when nothing waits", async (t) => {
  await t.post("account/email", { email: t.email() });
  await t.get("account/email");
  await t.patch("account/email", { email: t.email(), primary: true });
  await t.put("account/email", { email: t.email() });
  await t.delete("account/email", { email: t.email() });
});
code("S83", "verifying when nothing waits", async (t) => {
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
  await t.get("auth/email/verify", withKey("BBBB-BBBB"));
  await t.login(await t.user());
  await t.post("auth/email/verify", { key: "BBBB-BBBB" });
});
code("S84", "a code in small letters, with blanks", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.post("auth/email/verify", { key: ` ${key.toLowerCase().replace("-", " ")} ` });
});
code("V2", "a code used twice", async (t) => {
  await signUp(t);
  const key = await t.secret(t.email());
  await t.post("auth/email/verify", { key });
  await t.post("auth/email/verify", { key });
});
code("V3", "a code in another browser", async (t) => {
  await signUp(t);
  await t.another("stranger").post("auth/email/verify", { key: await t.secret(t.email()) });
});
code("V4", "the configuration with codes", (t) => t.get("config").then());

export const verificationScenarios = [link, loginOnLink, code, optional];
