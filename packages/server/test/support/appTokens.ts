import type { NoFields, SignupFieldsOf } from "../../src/config/signupFields.ts";
import { type JwtOptions, jwt } from "../../src/index.ts";
import type { TestClient, TestKit, TestKitOptions } from "../../src/testing.ts";
import { createTestKit } from "./kit.ts";

export type Kit = TestKit<NoFields>;
export type Client = TestClient<SignupFieldsOf<NoFields>>;

/** A pair of tokens, as an app keeps it. */
export interface Pair {
  accessToken: string;
  refreshToken: string;
}

/** A kit whose apps get access and refresh tokens. */
export function tokenKit(
  options: JwtOptions = {},
  { session, ...others }: TestKitOptions<NoFields> = {},
): Promise<Kit> {
  return createTestKit({ ...others, session: { ...session, tokens: jwt(options) } });
}

/** An app in which a new user has logged in, with a password. */
export async function loggedInApp(kit: Kit, user?: Parameters<Kit["createUser"]>[0]) {
  const ada = await kit.createUser(user);
  return { ada, client: await loginOf(kit, ada) };
}

/** Another app of the same user. */
export async function loginOf(kit: Kit, { email, password }: { email: string; password: string }): Promise<Client> {
  const client = kit.client("app");
  await client.account.login.mutate({ email, password });
  return client;
}

/** The tokens that an app has now. */
export function pairOf({ tokens: { accessToken, refreshToken } }: Pick<Client, "tokens">): Pair {
  if (accessToken === undefined || refreshToken === undefined) throw new Error("the app has no tokens");
  return { accessToken, refreshToken };
}

/** The state for an app that has only this access token; it throws like the call. */
export function getWith(kit: Kit, accessToken: string) {
  const client = kit.client("app");
  client.tokens.accessToken = accessToken;
  return client.session.get.query();
}
