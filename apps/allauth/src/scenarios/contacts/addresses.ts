import { PASSWORD } from "../../differences/play.ts";
import { area } from "../../differences/scenario.ts";
import { withTwoAddresses } from "../begun.ts";
import { loggedIn } from "../mfa/factors.ts";

/** Addresses that are pending, foreign, written otherwise, or gone. */
const link = area("link");
const code = area("code");
const oneAddress = area("oneAddress");
const twoAddresses = area("twoAddresses");
const noResend = area("noResend");

const EMAIL = "account/email";
const VERIFY = "auth/email/verify";
const WRONG = "BBBB-BBBB";

twoAddresses("G1", "one too many, while the second is not verified", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.post(EMAIL, { email: t.email("third") });
  await t.delete(EMAIL, { email: t.email("second") });
  await t.post(EMAIL, { email: t.email("third") });
});
link("G2", "addresses in other letters, and between blanks", async (t) => {
  const { second } = await withTwoAddresses(t);
  await t.patch(EMAIL, { email: ` ${second.toUpperCase()} `, primary: true });
  await t.patch(EMAIL, { email: t.email(), primary: true });
  await t.delete(EMAIL, { email: second.toUpperCase() });
});
link("G3", "the primary address changes, and the former goes", async (t) => {
  const { ada, second } = await withTwoAddresses(t);
  await t.patch(EMAIL, { email: second, primary: true });
  await t.delete(EMAIL, { email: ada.email });
  await t.another("former").login(ada);
  await t.another("new").post("auth/login", { email: second, password: PASSWORD });
});
link("S70", "a login with the second address that is not verified", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.another("again").post("auth/login", { email: t.email("second"), password: PASSWORD });
});
link("G4", "the link to an address that was removed", async (t) => {
  await loggedIn(t);
  const second = t.email("second");
  await t.post(EMAIL, { email: second });
  const key = await t.secret(second);
  await t.delete(EMAIL, { email: second });
  await t.get(VERIFY, { "x-email-verification-key": key });
  await t.post(VERIFY, { key });
});
link("G5", "a link with one letter changed, or cut off", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  const key = await t.secret(t.email("second"));
  await t.post(VERIFY, { key: key.slice(0, -1) });
  await t.post(VERIFY, { key: `${key.slice(0, -1)}${key.endsWith("x") ? "y" : "x"}` });
  await t.post(VERIFY, { key: key.toUpperCase() });
  await t.get(EMAIL);
});
link("G6", "the link that resets a password does not verify, nor the other way around", async (t) => {
  const ada = await t.user({ verified: false });
  await t.login(ada);
  const verification = await t.secret(ada.email);
  await t.post("auth/password/request", { email: ada.email });
  await t.post(VERIFY, { key: await t.secret(ada.email) });
  await t.post("auth/password/reset", { key: verification, password: PASSWORD });
});
link("G7", "the same address at two people, until one verifies it", async (t) => {
  const shared = t.email("shared");
  const bob = t.another("bob");
  await bob.login(await t.user({ name: "bob" }));
  await bob.post(EMAIL, { email: shared });
  const key = await t.secret(shared);
  await loggedIn(t);
  await t.post(EMAIL, { email: shared });
  await t.post(VERIFY, { key: await t.secret(shared) });
  await bob.post(VERIFY, { key });
  await bob.get(EMAIL);
  await bob.delete(EMAIL, { email: shared });
});
oneAddress("G8", "a change that waits is given up, sent again, or made the primary one", async (t) => {
  await loggedIn(t);
  const second = t.email("second");
  await t.post(EMAIL, { email: second });
  await t.patch(EMAIL, { email: second, primary: true });
  await t.put(EMAIL, { email: second });
  const key = await t.secret(second);
  await t.delete(EMAIL, { email: second });
  await t.post(VERIFY, { key });
  await t.get(EMAIL);
});
oneAddress("G9", "changed to somebody else's address", async (t) => {
  const bob = await t.user({ name: "bob" });
  await loggedIn(t);
  await t.post(EMAIL, { email: bob.email });
  await t.get(EMAIL);
  await t.post(VERIFY, { key: WRONG });
});
oneAddress("S104", "whom a change is told, and who logs in after it", async (t) => {
  const ada = await loggedIn(t);
  const second = t.email("second");
  await t.post(EMAIL, { email: second });
  await t.post(VERIFY, { key: await t.secret(second) });
  await t.another("former").login(ada);
  await t.another("new").post("auth/login", { email: second, password: PASSWORD });
});
code("G10", "a third address while the second waits", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  const first = await t.secret(t.email("second"));
  await t.post(EMAIL, { email: t.email("third") });
  await t.post(VERIFY, { key: first });
  await t.post(VERIFY, { key: await t.secret(t.email("third")) });
  await t.get(EMAIL);
});
code("G11", "wrong codes for a second address", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  for (let count = 0; count < 4; count += 1) await t.post(VERIFY, { key: WRONG });
  await t.get(EMAIL);
  await t.get("auth/session");
});
code("G12", "a second address whose code comes too late", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  const key = await t.secret(t.email("second"));
  await t.wait(601);
  await t.post(VERIFY, { key });
  await t.get(EMAIL);
});
code("G13", "the code of a second address in another session of the same person", async (t) => {
  const ada = await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  const key = await t.secret(t.email("second"));
  const other = t.another("other");
  await other.login(ada);
  await other.get(EMAIL);
  await other.post(VERIFY, { key });
});
code("G14", "a logged-in person looks at a code, and has it sent again", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.get(VERIFY, { "x-email-verification-key": await t.secret(t.email("second")) });
  await t.post(`${VERIFY}/resend`);
  await t.post(VERIFY, { key: await t.secret(t.email("second")) });
});
noResend("G15", "neither sent again nor corrected where that is switched off", async (t) => {
  await t.post("auth/signup", { email: t.email(), password: PASSWORD });
  await t.post(`${VERIFY}/resend`);
  await t.post(EMAIL, { email: t.email("second") });
  await t.post(VERIFY, { key: await t.secret(t.email()) });
});
noResend("G16", "a second address, sent again where that is switched off", async (t) => {
  await loggedIn(t);
  await t.post(EMAIL, { email: t.email("second") });
  await t.put(EMAIL, { email: t.email("second") });
});
noResend("G17", "a login code with two tries, not sent again", async (t) => {
  const ada = await t.user();
  await t.post("auth/code/request", { email: ada.email });
  await t.post("auth/code/resend");
  await t.post("auth/code/confirm", { code: WRONG });
  await t.post("auth/code/confirm", { code: WRONG });
  await t.post("auth/code/confirm", { code: await t.secret(ada.email) });
});

export const addressScenarios = [link, code, oneAddress, twoAddresses, noResend];
