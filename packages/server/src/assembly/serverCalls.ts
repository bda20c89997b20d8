import type { CustomClaims } from "../config/customClaims.ts";
import type { ResolvedOptions } from "../config/options.ts";
import type { DpopRequest, NewUser, ServerCalls } from "../config/serverCalls.ts";
import type { SignupFields, StoredOf } from "../config/signupFields.ts";
import { type Account, findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { endSessions } from "../db/accounts/authority.ts";
import { insertAccount, takenIdentifierOf } from "../db/accounts/insertAccount.ts";
import { raiseVersion } from "../db/accounts/raise.ts";
import { updateUser } from "../db/accounts/users.ts";
import type { Database, Transaction } from "../db/database.ts";
import { transactionForHooks } from "../db/driver/namedStatements.ts";
import { deleteOtherSessions } from "../db/sessions.ts";
import { eventOfApp } from "../engine/audit/events.ts";
import { transactWithEvents } from "../engine/audit/withEvents.ts";
import type { Runtime } from "../engine/request.ts";
import { changeAccounts, inAccountTransaction } from "../engine/sessions/accountChanges.ts";
import { isIdle } from "../engine/sessions/activity.ts";
import { limitSessions } from "../engine/sessions/sessionLimit.ts";
import { newSession, storeSession } from "../engine/sessions/sessions.ts";
import { createKeyHolder, NO_KEY } from "../engine/tokens/dpop/keyHolder.ts";
import { isOf, type PresentedToken, readPresentedToken } from "../engine/tokens/presentedToken.ts";
import { showUser, viewAccount, viewSession } from "../engine/view.ts";
import { removeFactors } from "../identity/ownership/showUp.ts";
import { belongsToSomebody } from "../identity/signup/belongsToSomebody.ts";
import { buildAccount } from "../identity/signup/buildAccount.ts";
import { claimUsername } from "../identity/usernames.ts";
import { AuthError } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import { isUuid } from "../lib/text.ts";
import type { Provider } from "../ports/provider.ts";
import { providerAccess } from "../social/providerTokens.ts";
import type { User } from "../wire/state.ts";
import type { AccessTokenClaims } from "../wire/tokens.ts";
import { checkImportedHash, importFactors, insertConnections, readTotpSecret } from "./importing.ts";
import { createInvitation, revokeInvitation } from "./invitations.ts";

const NO_TOKENS =
  "Latchkey issues no access tokens: set `session: { tokens: jwt() }` in the options of createAuth, with `jwt` from @latchkey/server";

/** Before every time limit. */
const NEVER = new Date(0);

export function createServerCalls<Fields extends SignupFields, Claims extends CustomClaims>(
  runtime: Runtime,
): ServerCalls<Fields, Claims> {
  type Stored = StoredOf<Fields>;
  const { database, clock, readSession, options, tokens } = runtime;
  // `data` is the app's own, typed by its zod object; see typedState.
  const typed = (user: User) => user as User<Stored>;
  return {
    async createUser(user, { actor } = {}) {
      const account = await buildUser(runtime, user);
      const { id: userId, createdAt: at } = account.user;
      const insert = async (tx: Transaction) => {
        await claimUsername(tx, account.user);
        const done = await insertAccount(tx, account, { email: false, phone: false });
        if (done) await options.hooks.onSignup?.(viewAccount(account), transactionForHooks(tx));
        return done;
      };
      try {
        const isInserted = await transactWithEvents(runtime, insert, (done) =>
          done ? [eventOfApp(runtime, { type: "signup", at, userId, actor })] : [],
        );
        if (!isInserted) throw await takenContact(database, account);
      } catch (error) {
        const taken = takenIdentifierOf(error);
        if (taken !== null) throw new AuthError(`${taken}_taken`, { param: taken, cause: error });
        throw error;
      }
      return typed(viewAccount(account));
    },
    createInvitation: (invitation, by) => createInvitation(runtime, invitation, by),
    revokeInvitation: (id, by) => revokeInvitation(runtime, id, by),
    async createSessionToken(userId, { client = "browser", actor = null } = {}) {
      const account = isUuid(userId) ? await findAccountById(database, userId) : null;
      if (account === null) return null;
      const at = { now: clock(), authenticatedAt: NEVER };
      const origin = { client, actor, ...at, ip: null, userAgent: "", methods: [], remember: true };
      const made = newSession(runtime, { account, origin });
      const { session } = made;
      const created = { type: "session_created", userId, sessionId: session.id, actor: actor ?? undefined } as const;
      const revoked = { type: "session_revoked", userId, detail: "limit" } as const;
      const ended = await inAccountTransaction(
        runtime,
        async (transaction) =>
          (await storeSession(transaction.tx, made, account)) ? limitSessions(runtime, session, transaction) : null,
        (endedIds) =>
          endedIds === null
            ? []
            : [
                { ...eventOfApp(runtime, created), client },
                ...endedIds.map((sessionId) => eventOfApp(runtime, { ...revoked, sessionId })),
              ],
      );
      return ended === null ? null : made.token;
    },
    async validateSessionToken(token, request) {
      const now = clock();
      const presented = await presentedBy(runtime, { token, request, now });
      const current = presented === null ? null : await readSession(presented.tokenHash, now);
      if (presented === null || current === null || !isOf(presented, current.session)) return null;
      if (isIdle(current.session, options.session, now)) return null;
      // As above, or what the app's `viewUser` returned.
      const user = showUser(options, current.user, current.primaryEmail) as User<Fields["data"]>;
      return { user, session: viewSession({ now, runtime }, current.session) };
    },
    async verifyAccessToken(token, request) {
      if (tokens === null) throw new SetupError(NO_TOKENS);
      const presented = await presentedBy(runtime, { token, request, now: clock() });
      // Apart from Latchkey's own claims, the app's function returned them, and nobody else signs with our keys.
      return (presented?.claims ?? null) as (AccessTokenClaims & Claims) | null;
    },
    async revokeSessions(userId, { actor } = {}) {
      if (!isUuid(userId)) return 0;
      const asked = { userId, keptId: null, now: clock(), reason: "revoked" } as const;
      const event = { type: "session_revoked", userId, detail: "all", actor } as const;
      const ended = await changeAccounts(
        runtime,
        (transaction) => endSessions(transaction, asked),
        (count) => (count === null ? [] : [eventOfApp(runtime, event)]),
      );
      return ended ?? 0;
    },
    async setUserActive(userId, isActive, { actor } = {}) {
      if (!isUuid(userId)) return false;
      const type = isActive ? "user_reactivated" : "user_deactivated";
      const change = async (transaction: AccountTransaction) => {
        if ((await updateUser(transaction, userId, { isActive })) === null) return false;
        await raiseVersion(transaction, userId, { reason: "revoked" });
        if (!isActive) await deleteOtherSessions(transaction, userId, null);
        return true;
      };
      return inAccountTransaction(runtime, change, (done) =>
        done ? [eventOfApp(runtime, { type, userId, actor })] : [],
      );
    },
    async importUser(user, options) {
      // Scripts need it, servers do not.
      const { importUser } = await import("../import/importUser.ts");
      return importUser(runtime, user, options);
    },
    async importAuthenticators(userId, { totpSecret, ...others }, { actor } = {}) {
      if (!isUuid(userId)) return false;
      // From another system, a missing value may also come as null.
      const totp = totpSecret == null ? {} : { totpSecret: await readTotpSecret(runtime, totpSecret) };
      const types = [
        ...(totpSecret == null ? [] : ["totp"]),
        ...(others.recoveryCodes?.length ? ["recovery_codes"] : []),
      ];
      return inAccountTransaction(
        runtime,
        (transaction) => importFactors(runtime, { ...others, ...totp, userId }, transaction),
        (done) =>
          types
            .filter(() => done)
            .map((detail) => eventOfApp(runtime, { type: "authenticator_added", userId, detail, actor })),
      ).catch((error: unknown) => {
        if (error instanceof AuthError && error.code === "already_active") return false;
        throw error;
      });
    },
    async importConnections(userId, connections, { actor } = {}) {
      if (!isUuid(userId)) return false;
      return inAccountTransaction(
        runtime,
        (transaction) => insertConnections(runtime, { userId, connections }, transaction),
        (done) =>
          connections
            .filter(() => done)
            .map(({ provider: detail }) => eventOfApp(runtime, { type: "account_connected", userId, detail, actor })),
      ).catch((error: unknown) => {
        if (error instanceof AuthError && error.code === "connected_other") return false;
        throw error;
      });
    },
    async removeAuthenticators(userId, { actor } = {}) {
      if (!isUuid(userId)) return 0;
      const remove = async (transaction: AccountTransaction) => {
        if ((await raiseVersion(transaction, userId, { reason: "revoked" })) === null) return 0;
        return removeFactors(transaction.tx, userId);
      };
      return inAccountTransaction(runtime, remove, (removed) =>
        removed > 0 ? [eventOfApp(runtime, { type: "authenticator_removed", userId, detail: "all", actor })] : [],
      );
    },
    async getProviderTokens(userId, provider, providers = listOf(options)) {
      return isUuid(userId) ? providerAccess(runtime, { userId, provider, providers }) : null;
    },
    async getUser(userId) {
      const account = isUuid(userId) ? await findAccountById(database, userId) : null;
      return account === null ? null : typed(viewAccount(account));
    },
  };
}

/** @throws SetupError where the app chooses the providers of each request */
function listOf({ social }: ResolvedOptions): readonly Provider[] {
  if (typeof social.providers !== "function") return social.providers;
  throw new SetupError("getProviderTokens: social.providers is a function; pass the providers of the user's tenant");
}

/**
 * The claims of a token that was passed to the app's own code.
 * @returns null also where the proof that comes with it is invalid
 */
async function presentedBy(
  runtime: Runtime,
  { token, request, now: at }: { token: string; request: DpopRequest | undefined; now: Date },
): Promise<PresentedToken | null> {
  const dpop = runtime.tokens?.dpop ?? null;
  const shown = request && (() => ({ ...request, accessToken: token }));
  const key = dpop === null || shown === undefined ? NO_KEY : createKeyHolder({ dpop, shown, at });
  try {
    return await readPresentedToken(runtime, { scheme: null, token, at, key });
  } catch (error) {
    if (error instanceof AuthError && error.code !== "temporarily_unavailable") return null;
    throw error;
  }
}

async function takenContact(database: Database, { emails }: Account): Promise<AuthError> {
  for (const { address } of emails)
    if (await belongsToSomebody(database, { via: "email", recipient: address }))
      return new AuthError("email_taken", { param: "email" });
  return new AuthError("phone_taken", { param: "phone" });
}

async function buildUser<Data>(runtime: Runtime, user: NewUser<Data>) {
  const now = runtime.clock();
  const { email, username, phone, password, passwordHash, data } = user;
  // From another system, a missing value may also come as null.
  if (passwordHash != null) checkImportedHash(runtime, user);
  const values = {
    email: email ?? undefined,
    username: username ?? undefined,
    phone: phone ?? undefined,
    password: password ?? undefined,
    data: { ...data },
  };
  const account = await buildAccount({ runtime, now, ip: null, signal: null, isPatient: true }, values);
  // The app knows whose account it creates: nobody else will claim to have created it.
  account.user.passwordTag = null;
  if (passwordHash != null) account.user.passwordHash = passwordHash;
  if (user.phoneVerified && account.user.phone !== null) account.user.phoneVerifiedAt = now;
  for (const row of account.emails) row.verifiedAt = user.emailVerified ? now : null;
  return account;
}
