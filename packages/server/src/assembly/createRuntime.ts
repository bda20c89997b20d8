import type { AuthEvent } from "../config/events.ts";
import type { Internals } from "../config/internals.ts";
import type { ResolvedOptions } from "../config/options.ts";
import { rateLimitTable } from "../config/rateLimits.ts";
import { createProviderAuthorities } from "../config/social/providerAuthorities.ts";
import { listenForLostConnections } from "../db/driver/lostConnections.ts";
import { databaseRateLimitStore } from "../db/rateLimits.ts";
import { createRetries } from "../db/retries/retries.ts";
import { retryingDatabase } from "../db/retries/retryingDatabase.ts";
import { createAudit } from "../engine/audit/audit.ts";
import { createRateLimits } from "../engine/limits/rateLimit.ts";
import { withOwnStages } from "../engine/ownStages/withOwnStages.ts";
import type { Runtime } from "../engine/request.ts";
import { sessionReading } from "../engine/sessions/sessionReading.ts";
import { createAppTokens } from "../engine/tokens/appTokens.ts";
import { createCookieJar } from "../http/cookies.ts";
import { setupErrorOf } from "../http/errorFormatter.ts";
import { haveIBeenPwned } from "../identity/passwords/haveIBeenPwned.ts";
import { createPasswords } from "../identity/passwords/passwords.ts";
import { createSecrets } from "../lib/secrets.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import { createOutbox } from "../messages/outbox.ts";
import { createProviderHttp } from "../oauth/http/providerHttp.ts";
import { systemPause, systemStopwatch } from "../ports/clock.ts";
import { isProduction } from "../ports/environment.ts";
import { onceAMinute } from "../ports/onceAMinute.ts";
import { bcrypt } from "../ports/passwordHasher/bcrypt.ts";
import { systemRandom } from "../ports/random.ts";
import { createTexts, type Texts } from "../ports/texts/texts.ts";
import { createWarnings } from "../ports/warnings.ts";
import { steps } from "../stages.ts";
import { countEvent, instrumentMail, instrumentPasswords, instrumentProviders, instrumentSms } from "./instrumented.ts";
import { createRendering } from "./rendering.ts";

const UNKNOWN_HASH =
  "account.password: a stored hash is in a format that no hasher of this process knows, so its password counts as wrong. A newer version or another system has stored it: add the hasher of its format to `legacyHashers`. Reported once a minute";

/** Everything that the calls of an auth share, created from its options. */
export function createRuntime(given: ResolvedOptions, internals: Internals): Runtime {
  const { random = systemRandom, pause = systemPause, concurrentHashes } = internals;
  const { account, clock, telemetry } = given;
  const secrets = createSecrets(given.secret, random.bytes);
  const onError = given.onError ?? ((error: unknown) => console.error("[latchkey]", error));
  const reportError = withoutThrowing((error: unknown) => onError(setupErrorOf(error) ?? withoutParameters(error)));
  const reportRarely = onceAMinute(reportError, systemStopwatch);
  const retries = createRetries({
    pause,
    stopwatch: systemStopwatch,
    random,
    lockTimeout: given.lockTimeout,
    onGivenUp: reportError,
  });
  const database = retryingDatabase(given.database, retries, telemetry);
  const options = { ...given, database };
  const warn = createWarnings(clock);
  listenForLostConnections(database, reportError);
  if (isProduction() && isPublicHttp(options.origin)) warn("http", HTTP_ORIGIN);
  const texts = createTextsOf(options, reportError);
  const count = withoutThrowing((event: AuthEvent) => countEvent(telemetry, event));
  const tell = withoutThrowing((event: AuthEvent) => options.onEvent?.(event));
  const emit = (event: AuthEvent) => {
    count(event);
    tell(event);
  };
  // The work has begun, and the call that caused it is committed: neither depends on whether the platform waits for it.
  const background = given.background === undefined ? undefined : withoutThrowing(given.background, reportError);
  const audit =
    options.audit === false
      ? null
      : createAudit({ options: options.audit, database, clock, random, background, onError: reportError });
  return Object.freeze({
    options,
    database,
    clock,
    random,
    secrets,
    steps: withOwnStages(steps, options.stages),
    texts,
    emit,
    audit,
    hasListener: options.onEvent !== undefined || telemetry !== undefined || audit !== null,
    reportError,
    passwords: instrumentPasswords(
      createPasswords({
        ...account.password,
        isBlocked: account.password.isBlocked ?? (options.preset === undefined ? undefined : haveIBeenPwned()),
        hasher: account.password.hasher ?? bcrypt(),
        concurrency: concurrentHashes,
        onCheckFailure(error) {
          reportError(error);
          emit({ type: "password_check_failed", at: clock(), userId: null });
        },
        onUnknownHash: () => reportRarely(new Error(UNKNOWN_HASH)),
      }),
      telemetry,
    ),
    rateLimits: createRateLimits({
      table: rateLimitTable(options.rateLimits),
      store: options.rateLimitStore ?? databaseRateLimitStore(database),
      secrets,
      onStoreFailure: () => emit({ type: "rate_limit_store_failed", at: clock(), userId: null }),
    }),
    outbox: createOutbox({
      database,
      secrets,
      clock,
      random,
      mail: instrumentMail(given.mail, telemetry),
      sms: instrumentSms(given.sms, telemetry),
      background,
      render: createRendering({ options, database, texts }),
      onFailure({ template, error, isFinal }) {
        reportError(error);
        emit({
          type: "message_failed",
          at: clock(),
          userId: null,
          detail: isFinal ? `${template}, given up` : template,
        });
      },
    }),
    providerHttp: instrumentProviders(options.social.http ?? createProviderHttp({ clock }), telemetry),
    providerAuthorities: createProviderAuthorities(),
    cookies: createCookieJar({ origin: options.origin, ...options.session.cookie }),
    tokens: createAppTokens(options, { secrets, random, warn, onError: reportError }),
    ...sessionReading(options, { random, reportError, emit }),
    warn,
  });
}

function createTextsOf({ texts }: ResolvedOptions, onError: (error: unknown) => void): Texts | null {
  return texts.catalogues.length === 0 ? null : createTexts({ ...texts, onError });
}

const HTTP_ORIGIN =
  'origin is http:// in production: cookies are sent without Secure, whoever listens on the network can take a session, and browsers offer no passkeys. In createAuth, write the address that visitors see, such as `origin: "https://app.acme.com"`; a proxy in front may still speak http to this process';

/** Without TLS, and not only on this machine. */
function isPublicHttp(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === "http:" && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** An exception in the app's listener must not undo the reported change; a rejection must not end the process. */
function withoutThrowing<Value>(
  listener: (value: Value) => unknown,
  report = (error: unknown) => console.error("[latchkey] a listener threw", withoutParameters(error)),
): (value: Value) => void {
  // Async, so that exceptions and rejections are handled in one place; it still starts immediately.
  const call = async (value: Value) => listener(value);
  return (value) => void call(value).catch(report);
}
