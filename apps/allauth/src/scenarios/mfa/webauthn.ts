import { PASSWORD } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { recent } from "./factors.ts";
import { AUTHENTICATE, creationOf, KEYS, LOGIN, register, requestOf } from "./keys.ts";

const link = area("link");
const signup = area("passkeySignup");

link("S194", "options of a passkey login", (t) => t.get(LOGIN).then(), { isShort: true });
link(
  "S195",
  "a passkey logs in",
  async (t) => {
    const device = t.device();
    await recent(t);
    await register(t, device, true);
    const again = t.another("again");
    const options = await again.get(LOGIN);
    await again.post(LOGIN, { credential: device.get(requestOf(options)) });
    await again.get("auth/session");
  },
  { isShort: true },
);
link("S196", "a passkey logs in where there is an app as well", async (t) => {
  const device = t.device();
  const ada = await t.user({ totp: true });
  await t.login(ada);
  await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  await t.post("auth/reauthenticate", { password: ada.password });
  await register(t, device, true);
  const again = t.another("again");
  await again.post(LOGIN, { credential: device.get(requestOf(await again.get(LOGIN))) });
});
link(
  "S197",
  "what is no credential",
  async (t) => {
    await t.get(LOGIN);
    await t.post(LOGIN, {});
    await t.post(LOGIN, { credential: {} });
    await t.post(LOGIN, { credential: "" });
    await t.post(LOGIN, { credential: "text" });
    await t.post(LOGIN, { credential: { id: "x", type: "public-key" } });
  },
  { isShort: true },
);
link("W1", "a passkey that nobody registered", async (t) => {
  const device = t.device();
  await recent(t);
  const options = await t.get(`${KEYS}?passwordless`);
  device.create(creationOf(options));
  const again = t.another("again");
  await again.post(LOGIN, { credential: device.get(requestOf(await again.get(LOGIN))) });
});
link("W2", "an answer to another challenge", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const again = t.another("again");
  const credential = device.get(requestOf(await again.get(LOGIN)));
  await again.get(LOGIN);
  await again.post(LOGIN, { credential });
});
link("W3", "an answer given twice", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device, true);
  const credential = device.get(requestOf(await t.another("x").get(LOGIN)));
  await t.another("again").post(LOGIN, { credential });
});
link(
  "S198",
  "a key as second factor",
  async (t) => {
    const device = t.device();
    const ada = await recent(t);
    await register(t, device);
    const again = t.another("again");
    await again.login(ada);
    await again.post(AUTHENTICATE, { credential: device.get(requestOf(await again.get(AUTHENTICATE))) });
  },
  { isShort: true },
);
link("S199", "reauthentication with a key", async (t) => {
  const device = t.device();
  await recent(t);
  await register(t, device);
  await t.wait(301);
  await t.get("account/authenticators/recovery-codes");
  const options = await t.get("auth/webauthn/reauthenticate");
  await t.post("auth/webauthn/reauthenticate", { credential: device.get(requestOf(options)) });
  await t.get("account/authenticators/recovery-codes");
});
link(
  "S200",
  "a key is added",
  async (t) => {
    const device = t.device();
    await recent(t);
    await register(t, device);
    await t.get("account/authenticators");
    await t.wait(1);
    await register(t, t.device());
    await t.get("account/authenticators");
  },
  { isShort: true },
);
link("S200b", "a key is added without recent authentication", async (t) => {
  await t.login(await t.user());
  await t.wait(301);
  await t.get(KEYS);
  await t.post(KEYS, { credential: {} });
});
link("S200c", "a key without a name, and another", async (t) => {
  await recent(t);
  for (const device of [t.device(), t.device()]) {
    await t.post(KEYS, { credential: device.create(creationOf(await t.get(KEYS))) });
    await t.wait(1);
  }
  await t.get("account/authenticators");
});
link("S201", "an unverified address beside the verified one", async (t) => {
  await recent(t);
  await t.post("account/email", { email: t.email("second") });
  await t.get(KEYS);
  await t.post(KEYS, { credential: {} });
});
link("S202", "options of a passkey and of a key", async (t) => {
  await recent(t);
  await t.get(KEYS);
  await t.get(`${KEYS}?passwordless`);
});
link("S203", "a key is renamed", async (t) => {
  await recent(t);
  const id = (await register(t, t.device())).read("data.id");
  await t.put(KEYS, { id, name: "Phone" });
  await t.put(KEYS, { id, name: "x".repeat(101) });
  await t.put(KEYS, { id, name: "" });
  await t.put(KEYS, { id });
  await t.put(KEYS, {});
  await t.get("account/authenticators");
});
link("S203b", "somebody else's key is renamed, or removed", async (t) => {
  const bob = t.another("bob");
  const other = await t.user({ name: "bob" });
  await bob.login(other);
  await bob.post("auth/reauthenticate", { password: other.password });
  const options = await bob.get(KEYS);
  const made = await bob.post(KEYS, { credential: t.device().create(creationOf(options)) });
  await recent(t);
  await t.put(KEYS, { id: made.read("data.id"), name: "Mine" });
  await t.delete(KEYS, { authenticators: [made.read("data.id")] });
});
link(
  "S204",
  "a key is removed",
  async (t) => {
    await recent(t);
    const id = (await register(t, t.device())).read("data.id");
    await t.delete(KEYS, {});
    await t.delete(KEYS, { authenticators: [] });
    await t.delete(KEYS, { authenticators: [id] });
    await t.get("account/authenticators");
  },
  { isShort: true },
);
link("S204b", "renamed and removed without recent authentication", async (t) => {
  await recent(t);
  const id = (await register(t, t.device())).read("data.id");
  await t.wait(301);
  await t.put(KEYS, { id, name: "Phone" });
  await t.delete(KEYS, { authenticators: [id] });
});
link("W4", "a bad registration", async (t) => {
  await recent(t);
  await t.get(KEYS);
  await t.post(KEYS, { name: "Laptop" });
  await t.post(KEYS, { name: "Laptop", credential: {} });
  await t.post(KEYS, { name: "Laptop", credential: { id: "x", type: "public-key", response: {} } });
});
signup(
  "S205",
  "signup with a passkey",
  async (t) => {
    await t.post("auth/webauthn/signup", { email: t.email() });
    await t.post("auth/email/verify", { key: await t.secret(t.email()) });
    const options = await t.get("auth/webauthn/signup");
    await t.put("auth/webauthn/signup", { name: "Phone", credential: t.device().create(creationOf(options)) });
    await t.get("account/authenticators");
  },
  { isShort: true },
);
signup("S205b", "signup with a passkey, a taken address", async (t) => {
  const { email } = await t.user();
  await t.post("auth/webauthn/signup", { email });
  await t.get("auth/webauthn/signup");
});
signup("S205c", "signup with a passkey, bad input", async (t) => {
  await t.post("auth/webauthn/signup", {});
  await t.post("auth/webauthn/signup", { email: "ada" });
});
signup("S206", "no passkey signup waits", (t) => t.get("auth/webauthn/signup").then());
signup("S206b", "a passkey for a signup that does not wait", (t) =>
  t.put("auth/webauthn/signup", { name: "Phone", credential: {} }).then(),
);
signup("W5", "signup with a password beside it", async (t) => {
  await t.get("config");
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post("auth/email/verify", { key: await t.secret(t.email()) });
});

export const webauthnScenarios = [link, signup];
