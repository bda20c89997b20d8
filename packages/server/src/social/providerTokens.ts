import { z } from "zod";
import type { ProviderAccess } from "../config/serverCalls.ts";
import { findSocialAccountsOf, replaceTokens } from "../db/credentials/socialAccounts.ts";
import type { SocialAccountRow } from "../db/rows.ts";
import type { Runtime } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import { type Provider, ProviderError, type ProviderTokens } from "../ports/provider.ts";

/** Seconds before its expiry from which a token is renewed. */
const LEEWAY = 30;

/** Tokens as they are stored. */
type StoredTokens = ProviderTokens & {
  /** The id of the provider that issued them, where several share accounts; missing in those of an older version. */
  app?: string | undefined;
};

const tokensSchema: z.ZodType<StoredTokens> = z.object({
  app: z.string().optional(),
  accessToken: z.string().nullable(),
  refreshToken: z.string().nullable(),
  idToken: z.string().nullable(),
  expiresAt: z.coerce.date().nullable(),
  scopes: z.array(z.string()),
  extra: z.record(z.string(), z.unknown()),
});

/**
 * The stored access token for a user's account at a provider, renewed when it is about to expire.
 *
 * @returns null when none is stored, or it has expired and cannot be renewed
 * @throws ProviderError when the provider cannot be reached
 * @throws SetupError when they were stored with a secret that was removed
 */
export async function providerAccess(
  runtime: Runtime,
  { userId, provider: id, providers }: { userId: string; provider: string; providers: readonly Provider[] },
): Promise<ProviderAccess | null> {
  const row = await keptTokens(runtime, { userId, provider: id });
  const provider = providers.find((one) => one.id === (row?.tokens.app ?? id));
  if (provider === undefined || row === null) return null;
  const { tokens } = row;
  const isFresh = tokens.expiresAt === null || later(runtime.clock(), LEEWAY) < tokens.expiresAt;
  return asAccess(isFresh ? tokens : await renew(runtime, { userId, provider, ...row }));
}

interface Kept {
  row: SocialAccountRow & { tokensSealed: string };
  tokens: StoredTokens;
}

/**
 * The tokens that a connection stores; null where it stores none.
 *
 * @throws SetupError when they were stored with a secret that was removed
 * @throws z.ZodError when a newer version has stored them in another form
 */
export function openTokens(
  { secrets }: Pick<Runtime, "secrets">,
  { id, tokensSealed }: SocialAccountRow,
): StoredTokens | null {
  if (tokensSealed === null) return null;
  return tokensSchema.parse(JSON.parse(secrets.unseal("provider_tokens", tokensSealed, id)));
}

async function keptTokens(
  runtime: Runtime,
  { userId, provider }: { userId: string; provider: string },
): Promise<Kept | null> {
  for (const row of await findSocialAccountsOf(runtime.database, userId)) {
    const { tokensSealed } = row;
    if (row.provider !== provider || tokensSealed === null) continue;
    const tokens = openTokens(runtime, row);
    if (tokens !== null) return { row: { ...row, tokensSealed }, tokens };
  }
  return null;
}

async function renew(
  runtime: Runtime,
  { userId, provider, row, tokens }: Kept & { userId: string; provider: Provider },
): Promise<ProviderTokens | null> {
  if (tokens.refreshToken === null || provider.refresh === undefined) return null;
  try {
    const renewed = await provider.refresh(tokens.refreshToken, runtime.providerHttp);
    const stored: StoredTokens = { ...renewed, app: provider.id };
    const to = runtime.secrets.seal("provider_tokens", JSON.stringify(stored), row.id);
    await keep(runtime, { id: row.id, from: row.tokensSealed, to });
    return renewed;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind === "unreachable") throw error;
    // Another process may have just used the refresh token, and stored the new ones.
    const newer = await keptTokens(runtime, { userId, provider: row.provider });
    return newer === null || newer.row.tokensSealed === row.tokensSealed ? null : newer.tokens;
  }
}

const ATTEMPTS = 3;

/**
 * Stores renewed tokens: the provider accepts the previous ones no more, so a lost connection must not lose them.
 * Repeating it does no harm: it replaces only what was read.
 *
 * If it fails, the app has its access token nevertheless; the error is reported.
 */
async function keep(
  { database, reportError }: Runtime,
  tokens: { id: string; from: string; to: string },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return void (await replaceTokens(database, tokens));
    } catch (error) {
      // A row that stays locked was already waited for.
      if (attempt === ATTEMPTS || error instanceof AuthError) return reportError(new Error(LOST, { cause: error }));
    }
  }
}

const LOST =
  "social.storeTokens: renewed tokens of a provider could not be stored, and the previous ones are used up. Once the access token has expired, their user must log in at the provider again";

function asAccess(tokens: ProviderTokens | null): ProviderAccess | null {
  if (tokens === null || tokens.accessToken === null) return null;
  return { accessToken: tokens.accessToken, expiresAt: tokens.expiresAt, scopes: tokens.scopes };
}
