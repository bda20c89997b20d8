import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password, type VirtualAuthenticator } from "../../../src/testing.ts";
import type { LoginMethod } from "../../../src/wire/session.ts";
import { refusalOf } from "../../support/errors.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { createSocialKit } from "../../support/socialKit.ts";

const email = "ada@example.com";
const username = "ada";
const PARTS = ["passkey", "connection", "address"] as const;
type Part = (typeof PARTS)[number];
type Social = Awaited<ReturnType<typeof createSocialKit>>;

const ORDERS = PARTS.flatMap((first) =>
  PARTS.filter((part) => part !== first).flatMap((second) => {
    const third = PARTS.find((part) => part !== first && part !== second);
    return third === undefined ? [] : [[first, second, third] as const];
  }),
);

/** A user with a verified address, a connection and a passkey, who has just logged in. */
async function settle(
  social: Social,
  { hasPassword, byName }: { hasPassword: boolean; byName: boolean },
): Promise<{ client: Client; device: VirtualAuthenticator }> {
  const { kit, visitor, connect, logIn } = social;
  const client = kit.client("browser");
  const sub = visitor("ada-1", { email, email_verified: true, preferred_username: username });
  if (hasPassword) {
    await kit.createUser({ email, username });
    await client.account.login.mutate({ ...(byName ? { username } : { email }), password });
    await connect(client, sub);
  } else await logIn(client, sub);
  const { device } = await addPasskey(kit, client);
  return { client, device };
}

async function remove(client: Client, part: Part): Promise<void> {
  if (part === "address") await refusalOf(client.account.email.remove.mutate({ email }));
  else if (part === "connection")
    await refusalOf(client.social.connections.disconnect.mutate({ provider: "local", uid: "ada-1" }));
  else {
    const ids = (await client.mfa.authenticators.query()).flatMap((one) => (one.type === "webauthn" ? [one.id] : []));
    await refusalOf(client.mfa.webauthn.remove.mutate({ ids }));
  }
}

/** Tries to log in by everything that there was. @returns what worked */
async function waysIn(social: Social, device: VirtualAuthenticator, id: string): Promise<string[]> {
  const { kit, logIn } = social;
  const isIn = async (attempt: (client: Client) => Promise<{ status: string; user?: { id: string } }>) => {
    try {
      const state = await attempt(kit.client("browser"));
      return state.status === "authenticated" && state.user?.id === id;
    } catch {
      return false;
    }
  };
  const ways: [string, (client: Client) => Promise<{ status: string; user?: { id: string } }>][] = [
    ["password by address", (client) => client.account.login.mutate({ email, password })],
    ["password by user name", (client) => client.account.login.mutate({ username, password })],
    [
      "passkey",
      async (client) => {
        const { options } = await client.mfa.webauthn.beginLogin.mutate();
        return client.mfa.webauthn.login.mutate({ response: device.get(options) });
      },
    ],
    [
      "code",
      async (client) => {
        await client.account.code.request.mutate({ email });
        return client.account.code.confirm.mutate({ code: await keyMailedTo(kit, email, "login_code") });
      },
    ],
    ["connection", (client) => logIn(client, "ada-1")],
  ];
  const open: string[] = [];
  for (const [name, attempt] of ways) if (await isIn(attempt)) open.push(name);
  return open;
}

const APPS: { loginMethods: LoginMethod[]; byCode: boolean }[] = [
  { loginMethods: ["email"], byCode: false },
  { loginMethods: ["email"], byCode: true },
  { loginMethods: ["email", "username"], byCode: false },
  { loginMethods: ["username"], byCode: false },
];

describe.each(APPS)(
  "removing everything, with logins by $loginMethods and codes: $byCode",
  ({ loginMethods, byCode }) => {
    const cases = [true, false].flatMap((hasPassword) =>
      ORDERS.map((order) => ({ hasPassword, order, name: order.join(", ") })),
    );

    it.each(cases)("leaves a way to log in (password: $hasPassword; $name)", async ({ hasPassword, order }) => {
      const social = await createSocialKit({
        account: { loginMethods, loginByCode: { enabled: byCode }, signup: { username: "optional" } },
      });
      const { client, device } = await settle(social, { hasPassword, byName: !loginMethods.includes("email") });
      const { id } = await client.account.user.query();
      // Twice, since a removal that is refused at first may succeed once something else is left.
      for (const part of [...order, ...order]) await remove(client, part);
      expect((await waysIn(social, device, id)).length).toBeGreaterThanOrEqual(1);
      expect(social.kit.errors).toEqual([]);
      await social.kit[Symbol.asyncDispose]();
    });
  },
);
