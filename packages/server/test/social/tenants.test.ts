import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { describe, expect, it } from "vitest";
import type { ProvidersRequest } from "../../src/index.ts";
import { google, type Provider } from "../../src/providers.ts";
import { socialAccounts } from "../../src/schema.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const client = { clientId: "app", clientSecret: "secret" };

/** A kit whose providers are chosen by `choose`, which gets the two real ones of the social kit. */
async function createTenantKit(
  choose: (real: readonly Provider[], request: ProvidersRequest) => readonly Provider[] | Promise<readonly Provider[]>,
  options: Parameters<typeof createSocialKit>[0] = {},
) {
  const real: Provider[] = [];
  const asked: ProvidersRequest[] = [];
  const providers = async (request: ProvidersRequest) => {
    asked.push(request);
    return choose(real, request);
  };
  const social = await createSocialKit({ ...options, social: { ...options.social, providers } });
  const { oidc } = await import("../../src/providers.ts");
  for (const id of ["local", "other"])
    real.push(
      oidc({ id, name: `The ${id} one`, issuer: social.op.issuer, clientId: "acme", clientSecret: CLIENT_SECRET }),
    );
  return { ...social, real, asked };
}

describe.each<ClientKind>(["browser", "app"])("providers of each request, %s client", (kind) => {
  it("are chosen once per request, by its headers, host and path", async () => {
    const { kit, asked } = await createTenantKit((real) => real);
    const caller = kit.client(kind);
    expect((await caller.session.config.query()).social.providers.map(({ id }) => id)).toEqual(["local", "other"]);
    expect(asked).toHaveLength(1);
    const [request] = asked;
    expect(request?.path).toBe("/trpc/auth.session.config");
    expect(request?.header("X-Latchkey-Client")).toBe(kind === "app" ? "app" : null);
    expect(request?.header("x-tenant")).toBeNull();
    expect(Object.isFrozen(request)).toBe(true);
    // Another tenant's answer: no cache may keep it.
    expect(caller.lastResponse?.headers.get("cache-control")).toBe("private, no-store");
    await caller.session.get.query();
    expect(asked).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });

  it("log in, sign up and connect like those of a list, without statements inside of which the app is called", async () => {
    const { kit, visitor, logIn, connect, real } = await createTenantKit((list) => list);
    const sub = visitor("ada-1", ada);
    const caller = kit.client(kind);
    const state = await logIn(caller, sub);
    // Whoever chooses a provider may operate it: without trustEmails, nobody is believed about an address.
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    real.splice(0, 2, ...real.map((provider) => ({ ...provider, trustEmails: "claimed" as const })));
    const bob = kit.client(kind);
    expect(await logIn(bob, visitor("bob-1", { email: "bob@example.com", email_verified: true }))).toMatchObject({
      status: "authenticated",
    });
    await connect(bob, visitor("bob-2", ada), "other");
    expect((await kit.delivered()).lastMail("bob@example.com")).toMatchObject({
      template: "account_connected",
      context: { name: "The other one" },
    });
    expect(await bob.social.connections.disconnect.mutate({ provider: "other", uid: "bob-2" })).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("end a redirect only where they still have its provider", async () => {
    let tenant = "one";
    const { kit, visitor, journey } = await createTenantKit((real) => (tenant === "one" ? real : real.slice(1)));
    const caller = kit.client(kind);
    const answer = await journey(caller, visitor("ada-1", ada));
    tenant = "two";
    expect((await refusalOf(caller.social.callback.mutate(answer)))?.codes).toEqual(["unknown_provider/provider"]);
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("never get the code that another tenant's provider of the same id has given", async () => {
    let tenant = "one";
    const reached: string[] = [];
    const { kit, visitor, journey } = await createTenantKit(([local]) => {
      if (local === undefined || tenant === "one") return local === undefined ? [] : [local];
      const { authority: _one, ...rest } = local;
      // Of an app's own making, so that no issuer tells it apart.
      const exchange: Provider["exchange"] = async ({ code }) => {
        reached.push(code);
        throw new Error("stolen");
      };
      return [{ ...rest, clientId: "evil", exchange }];
    });
    const caller = kit.client(kind);
    const answer = await journey(caller, visitor("ada-1", ada));
    tenant = "two";
    expect((await refusalOf(caller.social.callback.mutate(answer)))?.codes).toEqual(["invalid_token/state"]);
    expect(reached).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});

describe("social.providers as a function", () => {
  const google1 = google(client);
  const elsewhere = { ...google(client), authority: "https://id.evil.example" };
  it.each<[string, unknown, RegExp]>([
    ["throws", new Error("the tenant table is gone"), /tenant table/],
    ["returns no list", google1, /expected the function to return a list of providers/],
    ["returns what is no provider", [{ id: "google" }], /expected the function to return a list of providers/],
    ["returns one id twice", [google1, google1], /has two providers with the id "google"/],
    [
      "shares accounts of another service",
      [google1, { ...elsewhere, id: "x", accountsOf: "google" }],
      /another service/,
    ],
  ])("is reported, and told as nothing, when it %s", async (_what, answer, message) => {
    await using kit = await createTestKit({
      social: {
        providers() {
          if (answer instanceof Error) throw answer;
          // As an app in JavaScript could return it.
          return answer as Provider[];
        },
      },
    });
    const caller = kit.client("browser");
    const none = { trpc: "INTERNAL_SERVER_ERROR", codes: [] };
    expect(await refusalOf(caller.social.providers.query())).toEqual(none);
    expect(await refusalOf(caller.session.config.query())).toEqual(none);
    expect(kit.errors.map(String)).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
  });

  it("refuses an id that stands for another service than before: its users would open the former's accounts", async () => {
    let list: Provider[] = [google1];
    await using kit = await createTestKit({ social: { providers: () => list } });
    const caller = kit.client("browser");
    expect(await caller.social.providers.query()).toHaveLength(1);
    list = [elsewhere];
    expect((await refusalOf(caller.social.providers.query()))?.trpc).toBe("INTERNAL_SERVER_ERROR");
    expect(String(kit.errors[0])).toMatch(/the id "google" stood for https:\/\/accounts\.google\.com/);
    list = [{ ...elsewhere, id: "tenant-2" }];
    expect(await caller.social.providers.query()).toHaveLength(1);
  });

  it("may not be trusted as a whole with the accounts of addresses", async () => {
    const social = { providers: () => [], emailAuthentication: true };
    await expect(createTestKit({ social })).rejects.toThrow(/social\.emailAuthentication trusts whatever the function/);
  });

  it("is asked for tokens of a user only with the providers of their tenant", async () => {
    await using kit = await createTestKit({ social: { providers: () => [google1] } });
    const { id } = await kit.createUser();
    await expect(kit.auth.getProviderTokens(id, "google")).rejects.toThrow(/pass the providers of the user's tenant/);
    expect(await kit.auth.getProviderTokens(id, "google", [google1])).toBeNull();
    expect(await kit.auth.importConnections(id, [{ provider: "tenant-7", uid: "1" }])).toBe(true);
  });

  it("receives forms of the providers that it returns, and is asked for no other path", async () => {
    const paths: (string | null)[] = [];
    const posting: Provider = { ...google1, id: "apple", responseMode: "form_post" };
    await using kit = await createTestKit({
      social: {
        providers({ path, host }) {
          paths.push(path);
          if (host === "broken.example") throw new Error("no such tenant");
          return [posting];
        },
      },
    });
    const post = (url: string) => kit.auth.handler(new Request(url, { method: "POST", body: "state=s&code=c" }));
    expect(await post("http://localhost:5173/elsewhere")).toBeNull();
    expect(paths).toEqual([]);
    const answer = await post("http://localhost:5173/auth/form-post/apple");
    expect(answer?.status).toBe(303);
    expect(await post("http://localhost:5173/auth/form-post/nobody")).toBeNull();
    expect((await post("http://broken.example/auth/form-post/apple"))?.status).toBe(500);
    expect(kit.errors.map(String)).toEqual([expect.stringContaining("no such tenant")]);
  });
});
