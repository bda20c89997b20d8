import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdProvider,
  type Person,
  startOpenIdProvider,
} from "@latchkey/tooling/open-id-provider";
import { afterAll, afterEach } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { oidc } from "../../src/providers.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import type { SocialCallback } from "../../src/wire/social.ts";
import { createTestKit } from "./kit.ts";
import type { Client } from "./passkeys.ts";

let starting: Promise<OpenIdProvider> | undefined;
afterAll(async () => {
  await (await starting)?.close();
});
afterEach(async () => {
  (await starting)?.people.clear();
});

const ORIGIN = "http://localhost:5173";
const REDIRECTS = ["local", "other"].map((id) => `${ORIGIN}/auth/callback/${id}`);

/**
 * A kit whose users may log in at a real OpenID provider, known under two names. The kit's clock follows the real one.
 */
export async function createSocialKit(options: TestKitOptions<NoFields> = {}) {
  starting ??= startOpenIdProvider(REDIRECTS);
  const op = await starting;
  const local = (id: string) =>
    oidc({ id, name: `The ${id} one`, issuer: op.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
  const kit = await createTestKit({
    rateLimits: false,
    ...options,
    social: { providers: [local("local"), local("other")], ...options.social },
  });
  // The provider uses the real clock, and so do its tokens.
  kit.clock.advance((Date.now() - kit.clock.now().getTime()) / 1000);
  const visitor = (sub: string, person: Person) => {
    op.people.set(sub, person);
    return sub;
  };
  /** Starts a journey, logs in at the provider, and comes back with its response. */
  const journey = async (
    client: Client,
    sub: string,
    asked: { provider?: string; process?: "login" | "connect" } = {},
  ) => {
    const { provider = "local", process = "login" } = asked;
    const { redirectUrl } = await client.social.redirect.mutate({ provider, process, callbackUrl: "/after" });
    return { provider, ...(await op.visit(redirectUrl, sub)) } as Answer;
  };
  const logIn = async (client: Client, sub: string): Promise<SocialCallback> =>
    client.social.callback.mutate(await journey(client, sub));
  const connect = async (client: Client, sub: string, provider = "local"): Promise<SocialCallback> =>
    client.social.callback.mutate(await journey(client, sub, { provider, process: "connect" }));
  const client = (kind: ClientKind) => kit.client(kind);
  return { kit, op, visitor, journey, logIn, connect, client };
}

export interface Answer {
  provider: string;
  code: string;
  state: string;
  iss: string;
  [more: string]: string;
}
