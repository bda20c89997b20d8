import type { CDPSession, Page } from "playwright-core";

/** A virtual authenticator in the browser of a visitor. */
export interface BrowserAuthenticator {
  /** Whether it can verify its user. */
  setUserVerified(isVerified: boolean): Promise<void>;
  /** Whether it responds by itself; otherwise the browser waits, as for a user who does nothing. */
  setPresent(isPresent: boolean): Promise<void>;
  count(): Promise<number>;
  /** The account name and the display name of each passkey. */
  names(): Promise<[name: string | undefined, display: string | undefined][]>;
  remove(): Promise<void>;
}

/** Connects an authenticator: by default one that is part of the device and verifies its user. */
export async function plugIn(
  page: Page,
  { isSynced = false, session }: { isSynced?: boolean; session?: CDPSession } = {},
): Promise<BrowserAuthenticator & { session: CDPSession }> {
  const cdp = session ?? (await page.context().newCDPSession(page));
  if (session === undefined) await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: isSynced,
      defaultBackupState: isSynced,
    },
  });
  return {
    session: cdp,
    setUserVerified: (isUserVerified) =>
      cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }).then(),
    setPresent: (enabled) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }).then(),
    async count() {
      return (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
    },
    async names() {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.map(({ userName, userDisplayName }) => [userName, userDisplayName]);
    },
    remove: () => cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }).then(),
  };
}
