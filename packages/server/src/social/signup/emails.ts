import type { Account } from "../../db/accounts/accounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { newAddress } from "../../identity/signup/buildAccount.ts";
import type { SocialIdentity } from "../identity.ts";

/**
 * The addresses of an account that is created from a provider account.
 *
 * An address that the provider has verified counts as verified, and comes first; an unverified one is used only when
 * the provider has verified none and none was entered, and must still be verified.
 *
 * @param entered in its normal form; null when nothing was entered
 * @param invited the address of the invitation, which the account gets even where signups have none
 */
export function withProviderEmails(
  request: AuthRequest,
  {
    account,
    identity,
    entered,
    invited,
  }: {
    account: Account;
    identity: Pick<SocialIdentity, "emails">;
    entered: string | null;
    invited: string | undefined;
  },
): Account {
  const { signup, changeEmail } = request.runtime.options.account;
  const emails =
    signup.email === "off" ? identity.emails.filter(({ address }) => address === invited) : identity.emails;
  const verified = emails.filter((email) => email.verified).map(({ address }) => address);
  const [first] = emails;
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
