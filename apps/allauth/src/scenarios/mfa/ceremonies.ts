import { PASSWORD } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { activate, recent } from "./factors.ts";
import { AUTHENTICATE, creationOf, KEYS, LOGIN, register, requestOf } from "./keys.ts";

/** Keys and passkeys where a ceremony is wrong, late, or somebody else's. */
const link = area("link");
const signup = area("passkeySignup");
const closed = area("closed");

const ALL = "account/authenticators";
const SIGNUP = "auth/webauthn/signup";
const EVIL = { rpId: "evil.example" };

link("K1", "the same registration twice", async (t) => {
  await recent(t);
  const credential = t.device().create(creationOf(await t.get(KEYS)));
  await t.post(KEYS, { name: "Laptop", credential });
  await t.post(KEYS, { name: "Laptop", credential });
});
link("K2", "a registration for somebody else's challenge", async (t) => {
  const bob = t.another("bob");
  const person = await t.user({ name: "bob" });
  await bob.login(person);
  await bob.post("auth/reauthenticate", { password: person.password });
  const options = await bob.get(KEYS);
  await recent(t);
  await t.get(KEYS);
  await t.post(KEYS, { name: "Laptop", credential: t.device().create(creationOf(options)) });
});
link("K3", "a registration from another site", async (t) => {
  await recent(t);
  const options = creationOf(await t.get(KEYS));
  await t.post(KEYS, { name: "Laptop", credential: t.device().create(options, EVIL) });
  await t.get(ALL);
});
link("K4", "a registration without options", async (t) => {
  await recent(t);
  const options = creationOf(await t.get(KEYS));
  const credential = t.device().create(options);
  await t.delete("auth/session");
  await recent(t, { name: "bob" });
  await t.post(KEYS, { name: "Laptop", credential });
});
link("K5", "a passkey that did not verify its user, at registration", async (t) => {
  await recent(t);
  const options = creationOf(await t.get(`${KEYS}?passwordless`));
  await t.post(KEYS, { name: "Phone", credential: t.device().create(options, { isUserVerified: false }) });
});
const NAMES: readonly (readonly [string, string, unknown])[] = [
  ["K6", "a name of the wrong type", ["Laptop"]],
  ["K6b", "a name that is too long", "x".repeat(101)],
  ["K6c", "a name of blanks", "   "],
];
for (const [id, title, name] of NAMES)
  link(id, title, async (t) => {
    await recent(t);
    await t.post(KEYS, { name, credential: t.device().create(creationOf(await t.get(KEYS))) });
  });
link("K7", "a passkey login from another site", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const again = t.another("again");
  const options = requestOf(await again.get(LOGIN));
  await again.post(LOGIN, { credential: device.get(options, EVIL) });
  await again.get("auth/session");
});
link("K8", "a passkey login that did not verify its user", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const again = t.another("again");
  const options = requestOf(await again.get(LOGIN));
  await again.post(LOGIN, { credential: device.get(options, { isUserVerified: false }) });
});
link("K9", "a passkey login in the name of somebody else", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const again = t.another("again");
  const options = requestOf(await again.get(LOGIN));
  const userHandle = Buffer.from(crypto.randomUUID()).toString("base64url");
  await again.post(LOGIN, { credential: device.get(options, { userHandle }) });
});
link("K10", "a passkey that was removed", async (t) => {
  const device = t.device();
  await recent(t);
  const id = (await register(t, device, true)).read("data.id");
  await t.delete(KEYS, { authenticators: [id] });
  const again = t.another("again");
  await again.post(LOGIN, { credential: device.get(requestOf(await again.get(LOGIN))) });
});
link("K11", "an inactive user's passkey", async (t) => {
  const device = t.device();
  const ada = await recent(t);
  await register(t, device, true);
  await t.setActive(ada, false);
  const again = t.another("again");
  await again.post(LOGIN, { credential: device.get(requestOf(await again.get(LOGIN))) });
  await again.get("auth/session");
});
link("K12", "somebody else's key as second factor", async (t) => {
  const device = t.device();
  await recent(t, { name: "bob" });
  await register(t, device, true);
  const ada = t.another("ada");
  const person = await t.user();
  await ada.login(person);
  await ada.post("auth/reauthenticate", { password: person.password });
  await ada.post(KEYS, { credential: t.device().create(creationOf(await ada.get(KEYS))) });
  const again = t.another("again");
  await again.login(person);
  const options = requestOf(await again.get(AUTHENTICATE));
  await again.post(AUTHENTICATE, { credential: device.get({ ...options, allowCredentials: [] }) });
});
link("K13", "wrong answers of a key, then the right one", async (t) => {
  const device = t.device();
  const ada = await recent(t);
  await register(t, device);
  const again = t.another("again");
  await again.login(ada);
  const forged = device.get(requestOf(await again.get(AUTHENTICATE)), EVIL);
  await again.post(AUTHENTICATE, { credential: forged });
  await again.post(AUTHENTICATE, { credential: device.get(requestOf(await again.get(AUTHENTICATE))) });
});
link("K14", "the challenge of the key's login is answered twice", async (t) => {
  const device = t.device();
  const ada = await recent(t);
  await register(t, device);
  const again = t.another("again");
  await again.login(ada);
  const credential = device.get(requestOf(await again.get(AUTHENTICATE)));
  await again.post(AUTHENTICATE, { credential });
  await again.post(AUTHENTICATE, { credential });
});
link("K15", "an app and a key: which may be used", async (t) => {
  const device = t.device();
  const ada = await recent(t);
  await activate(t);
  await register(t, device);
  const again = t.another("again");
  await again.login(ada);
  await again.post("auth/2fa/authenticate", { code: "000000" });
  await again.post(AUTHENTICATE, { credential: device.get(requestOf(await again.get(AUTHENTICATE))) });
  await t.wait(301);
  await again.delete("account/authenticators/totp");
});
link("K16", "an app that goes leaves a key and the recovery codes", async (t) => {
  await recent(t);
  await activate(t);
  const id = (await register(t, t.device())).read("data.id");
  await t.delete("account/authenticators/totp");
  await t.get(ALL);
  await t.delete(KEYS, { authenticators: [id] });
  await t.get(ALL);
  await t.get(`${ALL}/recovery-codes`);
});
link("K17", "several keys are removed, one of which is not there", async (t) => {
  await recent(t);
  const first = (await register(t, t.device())).read("data.id");
  await t.wait(1);
  const second = (await register(t, t.device())).read("data.id");
  await t.delete(KEYS, { authenticators: [first, crypto.randomUUID()] });
  await t.get(ALL);
  await t.delete(KEYS, { authenticators: [first, second, second] });
  await t.get(ALL);
});
link("K18", "when a key was last used", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device);
  await t.wait(301);
  const options = await t.get("auth/webauthn/reauthenticate");
  await t.post("auth/webauthn/reauthenticate", { credential: device.get(requestOf(options)) });
  await t.get(ALL);
});
link("K19", "a passkey login of somebody who is logged in", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  await t.post(LOGIN, { credential: device.get(requestOf(await t.get(LOGIN))) });
  await t.get("auth/session");
});
link("K20", "a passkey login while somebody else is logged in", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const bob = t.another("bob");
  await bob.login(await t.user({ name: "bob" }));
  await bob.post(LOGIN, { credential: device.get(requestOf(await bob.get(LOGIN))) });
});
closed("K21", "passkeys do not log in where that is switched off", async (t) => {
  await t.get(LOGIN);
  await t.post(LOGIN, { credential: {} });
  await t.post(LOGIN, {});
});
signup("K22", "a passkey for a signup, at the second try", async (t) => {
  await t.post(SIGNUP, { email: t.email() });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
  const device = t.device();
  const forged = device.create(creationOf(await t.get(SIGNUP)), EVIL);
  await t.put(SIGNUP, { name: "Phone", credential: forged });
  await t.put(SIGNUP, { name: "Phone" });
  await t.put(SIGNUP, { credential: t.device().create(creationOf(await t.get(SIGNUP))) });
  await t.get("account/authenticators");
});
signup("K23", "a signup that has its passkey logs in with it", async (t) => {
  await t.post(SIGNUP, { email: t.email() });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
  const device = t.device();
  await t.put(SIGNUP, { name: "Phone", credential: device.create(creationOf(await t.get(SIGNUP))) });
  await t.put(SIGNUP, { name: "Phone", credential: {} });
  const again = t.another("again");
  await again.post(LOGIN, { credential: device.get(requestOf(await again.get(LOGIN))) });
  await again.post("account/password/change", { new_password: PASSWORD });
});
signup("K24", "a passkey before the address is verified", async (t) => {
  await t.post(SIGNUP, { email: t.email() });
  await t.get(SIGNUP);
  await t.put(SIGNUP, { name: "Phone", credential: {} });
  await t.get("auth/session");
});

export const ceremonyScenarios = [link, signup, closed];
