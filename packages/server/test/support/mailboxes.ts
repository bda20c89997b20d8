import type { NoFields } from "../../src/config/signupFields.ts";
import type { MailTemplate } from "../../src/ports/mail/mail.ts";
import type { TestKit } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import type { Client } from "./passkeys.ts";

type Kit = TestKit<NoFields>;

/** The key of the link, or the code, in the newest mail to an address. */
export async function keyMailedTo(kit: Pick<Kit, "delivered">, to: string, template?: MailTemplate): Promise<string> {
  const { key, code = "" } = (await kit.delivered()).lastMail(to, template).context;
  return key ?? code;
}

/** The code in the newest text message to a number. */
export async function codeSentTo(kit: Pick<Kit, "delivered">, to: string): Promise<string> {
  return (await kit.delivered()).lastSms(to).context.code ?? "";
}

/** The templates of all mails to an address, the oldest first. */
export async function mailsTo(kit: Pick<Kit, "delivered">, to: string): Promise<string[]> {
  return (await kit.delivered()).mails.filter((mail) => mail.to === to).map(({ template }) => template);
}

/** A client that has just logged in with its password. */
export async function loggedIn(
  kit: Kit,
  kind: ClientKind,
  credentials: { email: string; password: string },
  from: { ip?: string } = {},
): Promise<Client> {
  const client = kit.client(kind, from);
  const { email, password } = credentials;
  const state = await client.account.login.mutate({ email, password });
  if (state.status !== "authenticated") throw new Error(`the login waits: ${JSON.stringify(state)}`);
  return client;
}

/** Requests a password reset by link, and follows the link. */
export async function resetByLink(kit: Kit, client: Client, { email, password }: { email: string; password: string }) {
  await client.account.password.requestReset.mutate({ email });
  const key = await keyMailedTo(kit, email, "password_reset");
  return client.account.password.reset.mutate({ key, password });
}
