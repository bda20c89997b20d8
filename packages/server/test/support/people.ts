import type { ClientKind } from "../../src/wire/protocol.ts";
import type { createTestKit } from "./kit.ts";
import type { Client } from "./passkeys.ts";

type Kit = Awaited<ReturnType<typeof createTestKit>>;
export type Person = Awaited<ReturnType<Kit["createUser"]>>;

/** Logs in with the user's credentials, like a user: the session counts as recent authentication. */
export async function logIn(
  kit: Kit,
  person: Pick<Person, "email" | "password" | "totpSecret">,
  at: Client | ClientKind,
): Promise<Client> {
  const client = typeof at === "string" ? kit.client(at) : at;
  let state = await client.account.login.mutate({ email: person.email, password: person.password });
  if (state.status === "pending" && state.flow.id === "mfa_authenticate") {
    kit.clock.advance(30);
    state = await client.mfa.authenticate.mutate({ code: await kit.totp(person) });
  }
  if (state.status === "pending" && state.flow.id === "mfa_trust")
    state = await client.mfa.trust.mutate({ trust: false });
  if (state.status !== "authenticated") throw new Error(`not logged in: ${JSON.stringify(state)}`);
  return client;
}

/** Sets a new password by the link of a mail, like an owner who is not logged in. */
export async function resetPassword(kit: Kit, email: string, password: string): Promise<void> {
  const client = kit.client("browser", { ip: "198.51.100.77" });
  await client.account.password.requestReset.mutate({ email });
  const { key = "" } = (await kit.delivered()).lastMail(email, "password_reset").context;
  await client.account.password.reset.mutate({ key, password });
}
