import type { Account } from "../../db/accounts/accounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { standingAddresses } from "../ownership/ownership.ts";
import { belongsToSomebody } from "./belongsToSomebody.ts";

/**
 * The account without other addresses that the provider has verified and that belong to another account: neither
 * account's owner learns of the other.
 *
 * @param kept the address that the signup is about [the first]
 */
export async function withoutTaken(
  { runtime }: AuthRequest,
  account: Account,
  kept: string | null = null,
): Promise<Account> {
  const about = kept ?? account.emails[0]?.address;
  const isTaken = (address: string) =>
    belongsToSomebody(runtime.database, { via: "email", recipient: address }, { id: account.user.id });
  const others = standingAddresses(account).filter(({ address }) => address !== about);
  const taken = await Promise.all(others.map(({ address }) => isTaken(address)));
  const emails = account.emails.filter((email) => !taken[others.indexOf(email)]);
  return { ...account, emails: emails.map((email, index) => ({ ...email, isPrimary: index === 0 })) };
}
