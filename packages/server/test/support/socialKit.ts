import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdProvider,
  type Person,
  startOpenIdProvider,
} from "@latchkey/tooling/open-id-provider";
import { onTestFinished } from "vitest";
import type { z } from "zod";
import type { NoFields } from "../../src/config/signupFields.ts";
import { type OidcOptions, oidc } from "../../src/providers.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import type { SocialCallback, SocialProcess } from "../../src/wire/social.ts";
import { createTestKit } from "./kit.ts";
import type { Client } from "./passkeys.ts";

let starting: Promise<OpenIdProvider> | undefined;

const ORIGIN = "http://localhost:5173";
const REDIRECTS = ["local", "other"].flatMap((id) => [
  `${ORIGIN}/auth/callback/${id}`,
  `${ORIGIN}/accounts/${id}/login/callback/`,
  `${ORIGIN}/auth/server-callback/${id}`,
]);

/**
 * A kit whose users may log in at a real OpenID provider, known under two names. The kit's clock follows the real one.
 *
 * @param changes options of one of the two that differ
 */
export async function createSocialKit<Shape extends z.ZodObject = NoFields>(
  options: TestKitOptions<Shape> = {},
  changes: { local?: Partial<OidcOptions>; other?: Partial<OidcOptions> } = {},
) {
  starting ??= startOpenIdProvider(REDIRECTS);
  const op = await starting;
  onTestFinished(() => op.people.clear());
  const client = { issuer: op.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  const local = (id: "local" | "other") => oidc({ id, name: `The ${id} one`, ...client, ...changes[id] });
  const kit = await createTestKit<Shape>({
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
  const journey = async (client: Client, sub: string, asked: Asked = {}) => {
    const { provider = "local", process = "login", invitation } = asked;
    const { redirectUrl } = await client.social.redirect.mutate({
      provider,
      process,
      callbackUrl: "/after",
      invitation,
    });
    return { provider, ...(await op.visit(redirectUrl, sub)) } as Answer;
  };
  const logIn = async (client: Client, sub: string, invitation?: string): Promise<SocialCallback> =>
    client.social.callback.mutate(await journey(client, sub, { invitation }));
  const connect = async (client: Client, sub: string, provider = "local"): Promise<SocialCallback> =>
    client.social.callback.mutate(await journey(client, sub, { provider, process: "connect" }));
  return { kit, op, visitor, journey, logIn, connect, client: (kind: ClientKind) => kit.client(kind) };
}

interface Asked {
  provider?: string;
  process?: SocialProcess;
  invitation?: string | undefined;
}

export interface Answer {
  provider: string;
  code: string;
  state: string;
  iss: string;
  [more: string]: string;
}
