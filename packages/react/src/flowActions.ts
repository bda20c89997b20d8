import type { AuthState, Flow, FlowOf, PasswordKeyInfo, PendingFlow } from "@latchkey/server/types";
import { refreshState } from "./authState.ts";
import type { Caller } from "./binding.ts";
import { inCeremony } from "./lazy.ts";
import type { AuthCalls } from "./useAuthCall.ts";

/** What can be done in each step, and nothing else. */
export interface FlowActions<State, Completion = Record<string, unknown>> {
  verify_email: {
    /** @param key the code; or the key of the link */
    verify(key: string): Promise<State>;
    resend(): Promise<State>;
    change(email: string): Promise<State>;
    cancel(): Promise<State>;
  };
  verify_phone: {
    verify(code: string): Promise<State>;
    resend(): Promise<State>;
    change(phone: string): Promise<State>;
    cancel(): Promise<State>;
  };
  login_by_code: { confirm(code: string): Promise<State>; resend(): Promise<State>; cancel(): Promise<State> };
  password_reset_by_code: {
    /** Whether the code is right; it stays good for {@link reset}. */
    check(code: string): Promise<PasswordKeyInfo>;
    reset(code: string, password: string): Promise<State>;
    /** Asks for a new code; it begins the reset anew. */
    resend(): Promise<State>;
    cancel(): Promise<State>;
  };
  mfa_authenticate: {
    /** @param code of the authenticator app, or a recovery code */
    authenticate(code: string): Promise<State>;
    /** Asks the browser for a passkey. @throws PasskeyError */
    authenticateWithPasskey(): Promise<State>;
    cancel(): Promise<State>;
  };
  mfa_trust: { answer(trust: boolean): Promise<State>; cancel(): Promise<State> };
  mfa_signup_webauthn: {
    /** Asks the browser for a passkey, which ends the signup. @throws PasskeyError */
    registerPasskey(name?: string): Promise<State>;
    cancel(): Promise<State>;
  };
  provider_signup: {
    /** Ends the signup with what the provider did not tell. */
    complete(input: Completion): Promise<State>;
    cancel(): Promise<State>;
  };
}

/** A step that waits, with its data and exactly its actions. */
export type FlowVariant<State, Completion = Record<string, unknown>> = {
  [Id in PendingFlow["id"]]: FlowOf<Id> & FlowActions<State, Completion>[Id];
}[PendingFlow["id"]];

/** Some call needs its user to confirm that it is still them; when that is done, it runs again. */
export interface ReauthenticateVariant<State> {
  id: "reauthenticate";
  /** The ways to do so. */
  flows: readonly Flow[];
  reauthenticate(password: string): Promise<State>;
  /** @param code of the authenticator app, or a recovery code */
  reauthenticateWithCode(code: string): Promise<State>;
  /** @throws PasskeyError */
  reauthenticateWithPasskey(): Promise<State>;
  cancel(): void;
}

/** What actions are made of. */
export interface FlowCalls extends AuthCalls {
  caller: Caller;
}

type MakeActions<State, Completion> = {
  [Id in PendingFlow["id"]]: (calls: FlowCalls, flow: FlowOf<Id>) => FlowActions<State, Completion>[Id];
};

const SECOND_STEP = { begin: "mfa.webauthn.beginAuthentication", end: "mfa.webauthn.authenticate" };

export function flowActions<State extends AuthState, Completion>(): MakeActions<State, Completion> {
  const to = (calls: FlowCalls) => (path: string, input?: unknown) => calls.change<State>(path, input);
  const cancel = (calls: FlowCalls) => () => calls.change<State>("session.cancel");
  return {
    verify_email: (calls) => ({
      verify: (key) => to(calls)("account.email.verify", { key }),
      resend: () => to(calls)("account.email.resend"),
      change: (email) => to(calls)("account.email.change", { email }),
      cancel: cancel(calls),
    }),
    verify_phone: (calls) => ({
      verify: (code) => to(calls)("account.phone.verify", { code }),
      resend: () => to(calls)("account.phone.resend"),
      change: (phone) => to(calls)("account.phone.set", { phone }),
      cancel: cancel(calls),
    }),
    login_by_code: (calls) => ({
      confirm: (code) => to(calls)("account.code.confirm", { code }),
      resend: () => to(calls)("account.code.resend"),
      cancel: cancel(calls),
    }),
    password_reset_by_code: (calls, { recipient }) => ({
      async check(code) {
        const info = await calls.call<PasswordKeyInfo>("account.password.checkKey", { key: code });
        // The server notes that the code was right, and so must the state.
        await refreshState(calls.caller);
        return info;
      },
      reset: (code, password) => to(calls)("account.password.reset", { key: code, password }),
      resend: () =>
        to(calls)(
          "account.password.requestReset",
          recipient.includes("@") ? { email: recipient } : { phone: recipient },
        ),
      cancel: cancel(calls),
    }),
    mfa_authenticate: (calls) => ({
      authenticate: (code) => to(calls)("mfa.authenticate", { code }),
      authenticateWithPasskey: () =>
        calls.changeBy(() => inCeremony(({ signWithPasskey }) => signWithPasskey<State>(calls.caller, SECOND_STEP))),
      cancel: cancel(calls),
    }),
    mfa_trust: (calls) => ({ answer: (trust) => to(calls)("mfa.trust", { trust }), cancel: cancel(calls) }),
    mfa_signup_webauthn: (calls) => ({
      registerPasskey: (name) =>
        calls.changeBy(() => inCeremony(({ signUpWithPasskey }) => signUpWithPasskey<State>(calls.caller, name))),
      cancel: cancel(calls),
    }),
    provider_signup: (calls) => ({
      complete: (input) => to(calls)("social.signup.complete", input),
      cancel: cancel(calls),
    }),
  };
}
