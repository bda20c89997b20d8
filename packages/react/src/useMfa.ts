import type {
  Authenticator,
  AuthenticatorAdded,
  RecoveryCodes,
  TotpAuthenticator,
  TotpSetup,
  TrustedBrowser,
  WebAuthnAuthenticator,
} from "@latchkey/server/types";
import { useMemo } from "react";
import type { ActionCallbacks, ActionStatus } from "./action.ts";
import type { UseCaller } from "./binding.ts";
import { inCeremony, loadRecoveryCodes, updatePasskeys } from "./lazy.ts";
import { useAuthCalls } from "./useAuthCall.ts";
import { useResource } from "./useResource.ts";
import { type ActionStatuses, useTracked } from "./useTracked.ts";
import { addWaitingCall } from "./waitingCalls.ts";

type Added<Type extends Authenticator> = Promise<AuthenticatorAdded<Type>>;

export interface UseMfa extends ActionStatus {
  /** The user's second factors; undefined until loaded. */
  authenticators: Authenticator[] | undefined;
  isLoading: boolean;
  loadError: Error | null;
  totp: {
    /** Creates a secret for an authenticator app. Show it, and ask for its first code. */
    begin(callbacks?: ActionCallbacks<TotpSetup>): Promise<TotpSetup>;
    activate(
      code: string,
      callbacks?: ActionCallbacks<AuthenticatorAdded<TotpAuthenticator>>,
    ): Added<TotpAuthenticator>;
    deactivate(callbacks?: ActionCallbacks<Authenticator[]>): Promise<Authenticator[]>;
  };
  recoveryCodes: {
    /** The unused codes, unless they are shown once. Asks for reauthentication first if needed. Never cached. */
    get(callbacks?: ActionCallbacks<RecoveryCodes>): Promise<RecoveryCodes>;
    /** Generates new codes; the old ones no longer work. */
    generate(callbacks?: ActionCallbacks<RecoveryCodes>): Promise<RecoveryCodes>;
  };
  passkeys: {
    /** Creates a passkey in the browser and adds it. `passwordless`: it can log in by itself. @throws PasskeyError */
    register(
      options?: { name?: string; passwordless?: boolean },
      callbacks?: ActionCallbacks<AuthenticatorAdded<WebAuthnAuthenticator>>,
    ): Added<WebAuthnAuthenticator>;
    rename(id: string, name: string, callbacks?: ActionCallbacks<Authenticator[]>): Promise<Authenticator[]>;
    remove(ids: string[], callbacks?: ActionCallbacks<Authenticator[]>): Promise<Authenticator[]>;
  };
  /** The browsers that skip the second factor. */
  trustedBrowsers: {
    items: TrustedBrowser[] | undefined;
    isLoading: boolean;
    revoke(ids: string[], callbacks?: ActionCallbacks<TrustedBrowser[]>): Promise<TrustedBrowser[]>;
  };
  /** The status of each action. */
  actions: ActionStatuses<
    Pick<UseMfa, "totp" | "recoveryCodes" | "passkeys"> & { trustedBrowsers: Pick<UseMfa["trustedBrowsers"], "revoke"> }
  >;
}

export function createUseMfa(useCaller: UseCaller) {
  return function useMfa(): UseMfa {
    const caller = useCaller();
    const { items, isLoading, loadError, replace, readAnew } = useResource(useCaller, "mfa.authenticators");
    const browsers = useResource(useCaller, "mfa.trustedBrowsers.list");
    const { calls, status, log } = useAuthCalls(useCaller);
    const { call, perform } = calls;
    const { replace: replaceBrowsers, readAnew: readBrowsers } = browsers;
    const actions = useMemo(() => {
      const listed = async (changed: Promise<Authenticator[]>) => {
        const list = await changed;
        updatePasskeys(caller);
        replace(list);
        await readBrowsers();
        return list;
      };
      const thenRead = async <Output>(work: Promise<Output>) => {
        // Also after a failure: the server may have refused a passkey that the browser has created.
        const output = await work.finally(() => updatePasskeys(caller));
        // A change of factors ends the trust in every browser.
        await Promise.all([readAnew(), readBrowsers()]);
        return output;
      };
      const totp: UseMfa["totp"] = {
        begin: (callbacks) => call("mfa.totp.begin", undefined, callbacks),
        activate: (code, callbacks) => thenRead(call("mfa.totp.activate", { code }, callbacks)),
        deactivate: (callbacks) => listed(call("mfa.totp.deactivate", undefined, callbacks)),
      };
      const recoveryCodes: UseMfa["recoveryCodes"] = {
        get: (callbacks) =>
          perform(async () => {
            const { openRecoveryCodes } = await loadRecoveryCodes();
            return openRecoveryCodes(caller, addWaitingCall);
          }, callbacks),
        generate: (callbacks) => thenRead(call("mfa.recoveryCodes.generate", undefined, callbacks)),
      };
      const passkeys: UseMfa["passkeys"] = {
        register: (options, callbacks) =>
          thenRead(
            perform(() => inCeremony(({ registerPasskey }) => registerPasskey(caller, options ?? {})), callbacks),
          ),
        rename: (id, name, callbacks) => listed(call("mfa.webauthn.rename", { id, name }, callbacks)),
        remove: (ids, callbacks) => listed(call("mfa.webauthn.remove", { ids }, callbacks)),
      };
      const revoke: UseMfa["trustedBrowsers"]["revoke"] = async (ids, callbacks) => {
        const list = await call("mfa.trustedBrowsers.revoke", { ids }, callbacks);
        replaceBrowsers(list);
        return list;
      };
      return { totp, recoveryCodes, passkeys, trustedBrowsers: { revoke } };
    }, [caller, call, perform, replace, readAnew, replaceBrowsers, readBrowsers]);
    const { own, actions: statuses } = useTracked(actions, log);
    const trustedBrowsers = { items: browsers.items, isLoading: browsers.isLoading, ...own.trustedBrowsers };
    return { ...status, ...own, actions: statuses, authenticators: items, isLoading, loadError, trustedBrowsers };
  };
}
