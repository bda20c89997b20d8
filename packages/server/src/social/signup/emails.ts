import type { Account } from "../../db/accounts/accounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { standingAddresses } from "../../identity/ownership/ownership.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { newAddress } from "../../identity/signup/buildAccount.ts";
import type { SocialIdentity } from "../identity.ts";

/**
 * The addresses of an account that a provider's account makes.
 *
 * What the provider has verified is taken over as verified, and comes first; what it has not is taken only when it has
 * verified nothing and nothing was entered, and has yet to be verified.
 *
 * @param entered in its normal form; null when nothing was entered
 */
export function withProviderEmails(
  request: AuthRequest,
  {
    account,
    identity,
    entered,
  }: { account: Account; identity: Pick<SocialIdentity, "emails">; entered: string | null },
): Account {
  const { signup, changeEmail } = request.runtime.options.account;
  if (signup.email === "off") return { ...account, emails: [] };
  const verified = identity.emails.filter((email) => email.verified).map(({ address }) => address);
  const [first] = identity.emails;
  const others = entered === null || verified.includes(entered) ? [] : [entered];
  const fallback = verified.length === 0 && entered === null && first !== undefined ? [first.address] : [];
  const preferred = entered !== null && verified.includes(entered) ? [entered] : [];
  const all = [...new Set([...preferred, ...verified, ...others, ...fallback])];
  const kept = changeEmail ? all.slice(0, 1) : all;
  return {
    ...account,
    emails: kept.map((address, index) => ({
      ...newAddress(request, { userId: account.user.id, address, isPrimary: index === 0 }),
      verifiedAt: verified.includes(address) ? request.now : null,
    })),
  };
}

/**
 * The account without what the provider has verified beside one address and stands with another account: who owns both
 * learns of that by neither.
 *
 * @param kept the address that the signup is about [the first]
 */
export async function withoutTaken(
  { runtime }: AuthRequest,
  account: Account,
  kept: string | null = null,
): Promise<Account> {
  const about = kept ?? account.emails[0]?.address;
  const isTaken = (address: string) => belongsToSomebody(runtime.database, { via: "email", recipient: address });
  const others = standingAddresses(account).filter(({ address }) => address !== about);
  const taken = await Promise.all(others.map(({ address }) => isTaken(address)));
  const emails = account.emails.filter((email) => !taken[others.indexOf(email)]);
  return { ...account, emails: emails.map((email, index) => ({ ...email, isPrimary: index === 0 })) };
}
