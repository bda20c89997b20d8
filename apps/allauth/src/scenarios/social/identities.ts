import { PROVIDER } from "../../differences/issuer.ts";
import { PASSWORD, type Play } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { claimsOf, TOKEN, withToken } from "./people.ts";

/** Providers' tokens where something is wrong with them, or with whom they name; and what follows from settings. */
const social = area("social");
const byAddress = area("socialByAddress");
const closed = area("socialClosed");
const recent = area("socialRecent");
const optional = area("socialOptional");

const SIGNUP = "auth/provider/signup";
const ACCOUNTS = "account/providers";

const withClaims = async (t: Play, others: Record<string, unknown>) => {
  const id_token = await t.issuer.idToken(claimsOf(t), others);
  const token = { client_id: PROVIDER.clientId, id_token };
  return t.post(TOKEN, { provider: PROVIDER.id, process: "login", token });
};

social("N1", "tokens of another issuer, of nobody, or not valid yet", async (t) => {
  await withClaims(t, { iss: "https://other.example" });
  await withClaims(t, { sub: undefined });
  await withClaims(t, { aud: ["other"] });
  await withClaims(t, { exp: undefined });
});
social("N2", "a token whose signature is not the provider's", async (t) => {
  const id_token = await t.issuer.idToken(claimsOf(t));
  const [header, payload] = id_token.split(".");
  const forged = { sub: "somebody", iss: t.issuer.url, aud: PROVIDER.clientId, exp: t.issuer.now + 600 };
  const text = Buffer.from(JSON.stringify(forged)).toString("base64url");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const token of [`${header}.${payload}.AAAA`, `${header}.${text}.${id_token.split(".")[2]}`, `${none}.${text}.`])
    await t.post(TOKEN, {
      provider: PROVIDER.id,
      process: "login",
      token: { client_id: PROVIDER.clientId, id_token: token },
    });
});
social("N3", "fields of the wrong type", async (t) => {
  const token = { client_id: PROVIDER.clientId, id_token: "x" };
  await t.post(TOKEN, { provider: 7, process: "login", token });
  await t.post(TOKEN, { provider: PROVIDER.id, process: ["login"], token });
  await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: [] });
  await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { ...token, id_token: 7 } });
  await t.post(TOKEN, { provider: PROVIDER.id, process: "login", token: { ...token, client_id: null } });
});
social("N4", "an inactive user's token", async (t) => {
  const claims = claimsOf(t);
  const ada = await t.user();
  const owner = t.another("owner");
  await owner.login(ada);
  await withToken(t, claims, { process: "connect", actor: owner });
  await t.setActive(ada, false);
  await withToken(t, claims);
  await t.get("auth/session");
});
social("N5", "an account that is connected already", async (t) => {
  await t.login(await t.user());
  await withToken(t, claimsOf(t), { process: "connect" });
  await withToken(t, claimsOf(t, { name: "Ada L." }), { process: "connect" });
  await t.get(ACCOUNTS);
});
social("N6", "what is disconnected is not there, or somebody else's", async (t) => {
  const bob = claimsOf(t, { sub: `bob-${t.email()}`, email: t.email("bob") });
  await withToken(t, bob, { actor: t.another("bob") });
  await t.login(await t.user());
  await withToken(t, claimsOf(t), { process: "connect" });
  await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: bob.sub });
  await t.delete(ACCOUNTS, { provider: "unknown", account: claimsOf(t).sub });
  await t.delete(ACCOUNTS, { provider: 7, account: [] });
  await t.delete(ACCOUNTS, { provider: "", account: "" });
});
social("N7", "connected, disconnected, and connected again", async (t) => {
  await t.login(await t.user());
  await withToken(t, claimsOf(t), { process: "connect" });
  await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: claimsOf(t).sub });
  await withToken(t, claimsOf(t), { process: "connect" });
  await t.get(ACCOUNTS);
});
social("N8", "methods that the accounts do not have", async (t) => {
  await t.login(await t.user());
  await t.post(ACCOUNTS, {});
  await t.put(ACCOUNTS, {});
  await t.get(TOKEN);
  await t.put(SIGNUP, {});
});
social("S218b", "a signup that is finished waits no longer", async (t) => {
  await withToken(t, { sub: claimsOf(t).sub });
  await t.post(SIGNUP, { email: t.email("given") });
  await t.post(SIGNUP, { email: t.email("other") });
  await t.get(SIGNUP);
});
social("S219", "another address than the provider's, which is verified", async (t) => {
  const taken = await t.user({ name: "taken" });
  await withToken(t, claimsOf(t, { email: taken.email, email_verified: false }));
  await t.get("auth/session");
  await t.get(SIGNUP);
});
social("N9", "wrong types at a provider's signup", async (t) => {
  await withToken(t, { sub: claimsOf(t).sub });
  await t.post(SIGNUP, { email: 7 });
  await t.post(SIGNUP, { email: ["x"] });
  await t.post(SIGNUP, undefined, { raw: "[]" });
  await t.get("auth/session");
});
social("N10", "an account without a password gets one", async (t) => {
  await withToken(t, claimsOf(t));
  await t.post("account/password/change", { new_password: PASSWORD });
  await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: claimsOf(t).sub });
  await t.another("again").post("auth/login", { email: t.email("social"), password: PASSWORD });
});
social("N11", "a token for a person who is logged in already", async (t) => {
  await withToken(t, claimsOf(t));
  await withToken(t, claimsOf(t));
  await t.get("auth/session");
});
byAddress("N12", "an address with an account that has a second factor", async (t) => {
  const ada = await t.user({ totp: true });
  await withToken(t, claimsOf(t, { email: ada.email }));
  await t.get("auth/session");
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
});
byAddress("N13", "an address with an account that is not active", async (t) => {
  const ada = await t.user();
  await t.setActive(ada, false);
  await withToken(t, claimsOf(t, { email: ada.email }));
  await t.get("auth/session");
});
closed("S216", "no signup by a provider where signup is closed", async (t) => {
  await t.get("config");
  await withToken(t, claimsOf(t));
  await withToken(t, { sub: `other-${claimsOf(t).sub}` });
  await t.get("auth/session");
  await t.get(SIGNUP);
});
closed("S216b", "a known person logs in where signup is closed", async (t) => {
  const owner = t.another("owner");
  await owner.login(await t.user());
  await withToken(t, claimsOf(t), { process: "connect", actor: owner });
  await withToken(t, claimsOf(t));
});
recent("S230", "connected and disconnected without recent authentication", async (t) => {
  const ada = await t.user();
  await t.login(ada);
  await t.wait(301);
  await withToken(t, claimsOf(t), { process: "connect" });
  await t.post("auth/reauthenticate", { password: ada.password });
  await withToken(t, claimsOf(t), { process: "connect" });
  await t.wait(301);
  await t.delete(ACCOUNTS, { provider: PROVIDER.id, account: claimsOf(t).sub });
  await t.get(ACCOUNTS);
});
recent("N14", "a first password without recent authentication", async (t) => {
  await withToken(t, claimsOf(t));
  await t.wait(301);
  await t.post("account/password/change", { new_password: PASSWORD });
});
optional("S221", "a taken address where verification is optional", async (t) => {
  const ada = await t.user();
  await withToken(t, claimsOf(t, { email: ada.email }));
  await t.get("auth/session");
  await t.get(SIGNUP);
  await t.post(SIGNUP, { email: ada.email });
  await t.post(SIGNUP, { email: t.email("other") });
  await t.get("account/email");
});
optional("N15", "an unverified address where verification is optional", async (t) => {
  await withToken(t, claimsOf(t, { email_verified: false }));
  await t.get("account/email");
});

export const identityScenarios = [social, byAddress, closed, recent, optional];
