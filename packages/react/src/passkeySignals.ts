import type { AuthenticatedState, PasskeyRegistrationResponse, PasskeySignals } from "@latchkey/server/types";
import { getBrowserCapabilities, sendSignal } from "@simplewebauthn/browser";
import type { Caller } from "./binding.ts";
import { createUnasked } from "./passkey.ts";

/** The last report: a list that was read earlier must not be sent after a later one. */
let reported: Promise<unknown> = Promise.resolve();

/**
 * Tells the browser's password managers which passkeys the user has, and how the user is called now (WebAuthn Level 3
 * §5.1.10): they hide those that no longer log in.
 */
function reportPasskeys(caller: Caller): Promise<void> {
  const next = reported.then(async () => {
    const { mfa } = await readConfig(caller);
    if (mfa.types.includes("webauthn")) await send(await caller.fetch("mfa.webauthn.signals"));
  });
  // A browser or a server that refuses it takes nothing from the user.
  reported = next.catch(() => {});
  return next.catch(() => {});
}

function readConfig({ queryClient, query }: Caller) {
  return queryClient.fetchQuery({ ...query("session.config"), staleTime: Number.POSITIVE_INFINITY });
}

async function send({ rpId: rpID, userIds, name, displayName, credentialIds }: PasskeySignals): Promise<void> {
  for (const userID of userIds) {
    const of = { rpID, userID };
    await signal({ signalName: "allAcceptedCredentials", ...of, allAcceptedCredentialIDs: credentialIds });
    await signal({ signalName: "currentUserDetails", ...of, userName: name, userDisplayName: displayName });
  }
}

/** A browser may have one of the signals and not the others. */
function signal(details: Parameters<typeof sendSignal>[0]): Promise<void> {
  return sendSignal(details).then(
    () => {},
    () => {},
  );
}

/** Tells the password managers that nobody has this passkey. */
export function reportUnknown(rpID: string, credentialID: string): Promise<void> {
  return signal({ signalName: "unknownCredential", rpID, credentialID });
}

/**
 * Reports the passkeys; after a login by password, the browser may then create one, where the app wants that.
 *
 * @param login the state after a login; absent after a change
 */
export async function report(caller: Caller, login?: AuthenticatedState): Promise<void> {
  await reportPasskeys(caller);
  const isByPassword = login?.methods.some(({ method }) => method === "password") === true;
  if (!isByPassword || !(await readConfig(caller)).mfa.passkeyUpgrade) return;
  if ((await getBrowserCapabilities()).conditionalCreate !== "supported") return;
  const { options } = await caller.mutate("mfa.webauthn.upgrade.begin", undefined);
  const response: PasskeyRegistrationResponse | null = options === null ? null : await createUnasked(options);
  if (response === null) return;
  await caller.mutate("mfa.webauthn.upgrade.register", { response });
  const { queryKey } = caller.query("mfa.authenticators");
  await Promise.all([caller.queryClient.invalidateQueries({ queryKey }), reportPasskeys(caller)]);
}
