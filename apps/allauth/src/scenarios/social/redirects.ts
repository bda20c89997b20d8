import { area } from "../../differences/scenario.ts";
import { claimsOf, pathOf, SIGNUP, start, withRedirect, withToken } from "./people.ts";

const social = area("social");

const ACCOUNTS = "account/providers";

social(
  "R211",
  "a redirect",
  async (t) => {
    await start(t);
  },
  { clients: ["browser"], isShort: true },
);
social(
  "R211b",
  "redirects that are refused",
  async (t) => {
    await start(t, { callback_url: "https://evil.example/" });
    await start(t, { provider: "unknown" });
    await start(t, { process: "something" });
  },
  { clients: ["browser"] },
);
social(
  "R212",
  "a provider that refuses",
  async (t) => {
    for (const error of ["access_denied", "server_error"]) {
      const answer = await t.client.visit("GET", t.issuer.refuse(await start(t), error));
      t.note(error, pathOf(answer.headers.get("location")));
    }
    await t.get("auth/session");
  },
  { clients: ["browser"], isShort: true },
);
social(
  "R213",
  "a login by redirect",
  async (t) => {
    const answer = await withRedirect(t, claimsOf(t));
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get("auth/session");
  },
  { clients: ["browser"], isShort: true },
);
social(
  "R217",
  "a signup by redirect",
  async (t) => {
    const answer = await withRedirect(t, { sub: claimsOf(t).sub });
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get("auth/session");
    await t.get(SIGNUP);
    await t.post(SIGNUP, { email: t.email("given") });
    await t.post("auth/email/verify", { key: await t.secret(t.email("given")) });
  },
  { clients: ["browser"], isShort: true },
);
social(
  "R227",
  "an account is connected by redirect",
  async (t) => {
    await t.login(await t.user());
    const answer = await withRedirect(t, claimsOf(t), { process: "connect" });
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get(ACCOUNTS);
  },
  { clients: ["browser"], isShort: true },
);
social(
  "R227b",
  "somebody else's account by redirect",
  async (t) => {
    const claims = claimsOf(t);
    await withToken(t, claims, { actor: t.another("other") });
    await t.login(await t.user());
    const answer = await withRedirect(t, claims, { process: "connect" });
    t.note("back at", pathOf(answer.headers.get("location")));
  },
  { clients: ["browser"] },
);
social(
  "R227c",
  "an anonymous visitor connects by redirect",
  async (t) => {
    const answer = await withRedirect(t, claimsOf(t), { process: "connect" });
    t.note("back at", pathOf(answer.headers.get("location")));
  },
  { clients: ["browser"] },
);
social(
  "R233",
  "a callback used twice, or with nothing",
  async (t) => {
    const path = t.issuer.consent(await start(t), claimsOf(t));
    await t.client.visit("GET", path);
    const again = await t.client.visit("GET", path);
    t.note("back at", pathOf(again.headers.get("location")));
    const bare = await t.client.visit("GET", path.replace(/\?.*/, ""));
    t.note("with nothing", pathOf(bare.headers.get("location")));
  },
  { clients: ["browser"] },
);

export const redirectScenarios = [social];
