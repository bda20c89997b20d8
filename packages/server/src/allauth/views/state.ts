import type { z } from "zod";
import type { ResolvedOptions } from "../../config/options.ts";
import type { Flow, PendingFlow } from "../../wire/flow.ts";
import type { ProviderInfo } from "../../wire/provider.ts";
import type { AuthenticationMethod, User } from "../../wire/state.ts";
import type { flowShape, methodShape, providerShape, userShape } from "../shapes/state.ts";

/** Seconds since 1970. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

/** Without what the user does not have. */
export function viewUser({ id, display, email, username, hasUsablePassword }: User): z.output<typeof userShape> {
  return {
    id,
    display,
    ...(email === null ? {} : { email }),
    ...(username === null ? {} : { username }),
    has_usable_password: hasUsablePassword,
  };
}

export function viewMethods(methods: readonly AuthenticationMethod[]): z.output<typeof methodShape>[] {
  return methods.map((method) => ({ ...method, at: seconds(method.at) }));
}

export function viewProvider(provider: ProviderInfo): z.output<typeof providerShape> {
  const { id, name, flows, clientId, openidConfigurationUrl } = provider;
  return {
    id,
    name,
    flows,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(openidConfigurationUrl === undefined ? {} : { openid_configuration_url: openidConfigurationUrl }),
  };
}

/** In allauth's order: what can be begun, then what is pending, then the reset of a password. */
const FIRST: readonly string[] = [
  "reauthenticate",
  "mfa_reauthenticate",
  "login",
  "login_by_code",
  "signup",
  "provider_redirect",
  "provider_token",
  "provider_signup",
  "mfa_login_webauthn",
];
const LAST = "password_reset_by_code";
const TYPES: readonly string[] = ["recovery_codes", "totp", "webauthn"];

export function viewFlows(
  flows: readonly Flow[],
  { options, pending }: { options: ResolvedOptions; pending: PendingFlow | null },
): z.output<typeof flowShape>[] {
  const isReset = options.account.passwordResetBy === "code" && !flows.some(({ id }) => id === LAST);
  const reset: Flow[] = isReset ? [{ id: LAST, isPending: pending?.id === LAST }] : [];
  return [...flows, ...reset]
    .sort((one, other) => placeOf(one, options) - placeOf(other, options))
    .map(({ id, isPending, providers, types }) => ({
      id,
      ...(isPending || id === LAST ? { is_pending: isPending } : {}),
      ...(pending?.id === "provider_signup" && id === pending.id ? { provider: viewProvider(pending.provider) } : {}),
      ...(providers === undefined ? {} : { providers }),
      ...(types === undefined ? {} : { types: TYPES.filter((type) => types.includes(type)) }),
    }));
}

function placeOf({ id }: Flow, { account }: ResolvedOptions): number {
  if (id === LAST) return FIRST.length + 1;
  // Where codes are only required, nobody can begin with one: it is there because it is pending.
  if (id === "login_by_code" && !account.loginByCode.enabled) return FIRST.length;
  const place = FIRST.indexOf(id);
  return place === -1 ? FIRST.length : place;
}
