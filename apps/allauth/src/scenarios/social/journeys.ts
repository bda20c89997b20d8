import { area } from "../../differences/scenario.ts";
import { claimsOf, pathOf, SIGNUP, start, withRedirect, withToken } from "./people.ts";

/** Redirects to a provider and back, where something happens on the way. */
const social = area("social");
const closed = area("socialClosed");
const recent = area("socialRecent");
const BROWSER = { clients: ["browser"] as const };

social(
  "R1b",
  "a provider that refuses to connect",
  async (t) => {
    await t.login(await t.user());
    const answer = await t.client.visit(
      "GET",
      t.issuer.refuse(await start(t, { process: "connect" }), "access_denied"),
    );
    t.note("back at", pathOf(answer.headers.get("location")));
  },
  BROWSER,
);
social(
  "R2b",
  "two tabs at once",
  async (t) => {
    const [first, second] = [await start(t), await start(t)];
    const answer = await t.client.visit("GET", t.issuer.consent(first, claimsOf(t)));
    t.note("the first", pathOf(answer.headers.get("location")));
    const other = await t.client.visit("GET", t.issuer.consent(second, claimsOf(t)));
    t.note("the second", pathOf(other.headers.get("location")));
    await t.get("auth/session");
  },
  BROWSER,
);
social(
  "R3b",
  "a callback in another browser",
  async (t) => {
    const path = t.issuer.consent(await start(t), claimsOf(t));
    const other = t.another("other");
    const answer = await other.client.visit("GET", path);
    t.note("back at", pathOf(answer.headers.get("location")));
    await other.get("auth/session");
  },
  BROWSER,
);
social(
  "R4b",
  "an inactive user by redirect",
  async (t) => {
    const ada = await t.user();
    const owner = t.another("owner");
    await owner.login(ada);
    await withToken(t, claimsOf(t), { process: "connect", actor: owner });
    await t.setActive(ada, false);
    const answer = await withRedirect(t, claimsOf(t));
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get("auth/session");
  },
  BROWSER,
);
social(
  "R5b",
  "a second factor follows a redirect",
  async (t) => {
    const ada = await t.user({ totp: true });
    const owner = t.another("owner");
    await owner.login(ada);
    await owner.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
    await withToken(t, claimsOf(t), { process: "connect", actor: owner });
    const answer = await withRedirect(t, claimsOf(t));
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.wait(60);
    await t.get("auth/session");
    await t.post("auth/2fa/authenticate", { code: await t.totp(ada.totpSecret) });
  },
  BROWSER,
);
social(
  "R6b",
  "the address of an account, by redirect",
  async (t) => {
    const ada = await t.user();
    const answer = await withRedirect(t, claimsOf(t, { email: ada.email }));
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get("auth/session");
  },
  BROWSER,
);
social(
  "R7b",
  "redirects without a URL to come back to, or with one of the front end's own",
  async (t) => {
    await start(t, { callback_url: "" });
    await start(t, { callback_url: "http://localhost:5173/done" });
    await start(t, { callback_url: "//evil.example/" });
    await start(t, { callback_url: "javascript:alert(1)" });
  },
  BROWSER,
);
closed(
  "R216",
  "no signup by redirect where signup is closed",
  async (t) => {
    const answer = await withRedirect(t, claimsOf(t));
    t.note("back at", pathOf(answer.headers.get("location")));
    await t.get("auth/session");
    await t.get(SIGNUP);
  },
  BROWSER,
);
recent(
  "R227d",
  "connected by redirect without recent authentication",
  async (t) => {
    await t.login(await t.user());
    await t.wait(301);
    const url = await start(t, { process: "connect" });
    t.note("to the provider", url.startsWith(t.issuer.url));
    await t.get("account/providers");
  },
  BROWSER,
);

export const journeyScenarios = [social, closed, recent];
