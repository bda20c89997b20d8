import { PROVIDER } from "../../differences/issuer.ts";
import { area } from "../../differences/scenario.ts";
import { claimsOf, TOKEN, withToken } from "./people.ts";

const social = area("social");
const byAddress = area("socialByAddress");

const SIGNUP = "auth/provider/signup";
const ACCOUNTS = "account/providers";

social(
  "S213",
  "a token of a new person",
  async (t) => {
    await withToken(t, claimsOf(t));
    await t.get("account/email");
    await t.get(ACCOUNTS);
  },
  { isShort: true },
);
social(
  "S226",
  "a token of a known person",
  async (t) => {
    const claims = claimsOf(t);
    await withToken(t, claims);
    await withToken(t, claims, { actor: t.another("again") });
  },
  { isShort: true },
);
social(
  "S214",
  "tokens that are none",
  async (t) => {
    const token = { client_id: PROVIDER.clientId, id_token: "nonsense" };
    await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token });
    await t.post(TOKEN, { provider: "unknown", process: "login", token });
    await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: "text" });
    await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { client_id: PROVIDER.clientId } });
    await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { id_token: "nonsense" } });
    await t.post(TOKEN, {
      provider: PROVIDER.id,
      process: "login",
      token: { client_id: "other", id_token: "nonsense" },
    });
    await t.post(TOKEN, { provider: PROVIDER.id, process: "something", token });
    await t.post(TOKEN, {});
  },
  { isShort: true },
);
social("S214b", "a token for somebody else's app", async (t) => {
  const id_token = await t.issuer.idToken(claimsOf(t), { aud: "another app" });
  await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { client_id: PROVIDER.clientId, id_token } });
});
social("S214c", "a token that has expired", async (t) => {
  const id_token = await t.issuer.idToken(claimsOf(t));
  await t.wait(1200);
  await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { client_id: PROVIDER.clientId, id_token } });
});
social("S215", "a token used twice", async (t) => {
  const id_token = await t.issuer.idToken(claimsOf(t), { jti: crypto.randomUUID() });
  const body = { provider: PROVIDER.id, process: "login", token: { client_id: PROVIDER.clientId, id_token } };
  await t.post(TOKEN, body);
  await t.another("again").post(TOKEN, body);
});
social(
  "S217",
  "no address from the provider",
  async (t) => {
    await withToken(t, { sub: claimsOf(t).sub, name: "Ada" });
    await t.get("auth/session");
    await t.get(SIGNUP);
    await t.post(SIGNUP, {});
    await t.post(SIGNUP, { email: "ada" });
    await t.post(SIGNUP, { email: t.email("given") });
    await t.get("auth/session");
  },
  { isShort: true },
);
social("S217b", "an unverified address from the provider", async (t) => {
  await withToken(t, claimsOf(t, { email_verified: false }));
  await t.get("auth/session");
  await t.post("auth/email/verify", { key: await t.secret(t.email("social")) });
});
social(
  "S218",
  "no signup waits",
  async (t) => {
    await t.get(SIGNUP);
    await t.post(SIGNUP, { email: t.email() });
  },
  { isShort: true },
);
social("S220", "the address has an account", async (t) => {
  const ada = await t.user();
  await withToken(t, claimsOf(t, { email: ada.email }));
  await t.get("auth/session");
});
social("S222", "a taken address at signup", async (t) => {
  const ada = await t.user();
  await withToken(t, { sub: claimsOf(t).sub });
  await t.post(SIGNUP, { email: ada.email });
  await t.get("auth/session");
});
social("S231", "a token while somebody else is logged in", async (t) => {
  await t.login(await t.user());
  await withToken(t, claimsOf(t));
  await t.get("auth/session");
});
social(
  "S228",
  "an account is connected by token",
  async (t) => {
    await t.login(await t.user());
    await withToken(t, claimsOf(t), { process: "connect" });
    await t.get(ACCOUNTS);
  },
  { isShort: true },
);
social("S228b", "somebody else's account", async (t) => {
  const claims = claimsOf(t);
  await withToken(t, claims, { actor: t.another("other") });
  await t.login(await t.user());
  await withToken(t, claims, { process: "connect" });
  await t.get(ACCOUNTS);
});
social("S228c", "an anonymous visitor connects", (t) => withToken(t, claimsOf(t), { process: "connect" }).then());
social(
  "S229",
  "accounts are disconnected",
  async (t) => {
    await t.login(await t.user());
    await withToken(t, claimsOf(t), { process: "connect" });
    await withToken(t, claimsOf(t, { sub: `second-${t.email()}` }), { process: "connect" });
    const uid = claimsOf(t).sub;
    await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: "unknown" });
    await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: uid });
    await t.delete(ACCOUNTS, { provider: PROVIDER.id });
    await t.delete(ACCOUNTS, {});
    await t.get(ACCOUNTS);
  },
  { isShort: true },
);
social("S229b", "the only way to log in is disconnected", async (t) => {
  const claims = claimsOf(t);
  await withToken(t, claims);
  await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: claims.sub });
});
social(
  "O1",
  "the configuration with a provider",
  async (t) => {
    await t.get("config");
    await t.get("auth/session");
  },
  { isShort: true },
);
social("O2", "no accounts", async (t) => {
  await t.get(ACCOUNTS);
  await t.login(await t.user());
  await t.get(ACCOUNTS);
});
social("O3", "a second factor follows", async (t) => {
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await withToken(t, claimsOf(t), { process: "connect" });
  await withToken(t, claimsOf(t), { actor: t.another("again") });
});
social("O4", "nothing to reauthenticate with", async (t) => {
  await withToken(t, claimsOf(t));
  await t.wait(301);
  await t.get("account/authenticators/webauthn");
  await t.post("auth/reauthenticate", { password: "x" });
});
byAddress(
  "S224",
  "a verified address logs in to its account",
  async (t) => {
    const ada = await t.user();
    await withToken(t, claimsOf(t, { email: ada.email }));
    await t.get(ACCOUNTS);
  },
  { isShort: true },
);
byAddress("S224b", "an address that the provider has not verified", async (t) => {
  const ada = await t.user();
  await withToken(t, claimsOf(t, { email: ada.email, email_verified: false }));
});
byAddress("S225", "an account whose address was not verified", async (t) => {
  const ada = await t.user({ verified: false });
  await withToken(t, claimsOf(t, { email: ada.email }));
  await t.get("auth/session");
});

export const socialScenarios = [social, byAddress];
