import type {
  AuthState,
  Flow,
  FlowOf,
  PasswordKeyInfo,
  PendingFlow,
  ProviderSignupInput,
} from "@latchkey/server/types";
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

/** The actions of a step but for `cancel`, which all have. */
type ActionsOf<Id extends PendingFlow["id"]> = Omit<FlowActions<AuthState, ProviderSignupInput>[Id], "cancel">;

const verifyEmail = ({ change }: FlowCalls): ActionsOf<"verify_email"> => ({
  verify: (key) => change("account.email.verify", { key }),
  resend: () => change("account.email.resend", undefined),
  change: (email) => change("account.email.change", { email }),
});

const verifyPhone = ({ change }: FlowCalls): ActionsOf<"verify_phone"> => ({
  verify: (code) => change("account.phone.verify", { code }),
  resend: () => change("account.phone.resend", undefined),
  change: (phone) => change("account.phone.set", { phone }),
});

const loginByCode = ({ change }: FlowCalls): ActionsOf<"login_by_code"> => ({
  confirm: (code) => change("account.code.confirm", { code }),
  resend: () => change("account.code.resend", undefined),
});

const resetByCode = ({ caller, call, change }: FlowCalls, recipient: string): ActionsOf<"password_reset_by_code"> => ({
  async check(code) {
    const info = await call("account.password.checkKey", { key: code });
    // The server notes that the code was right, and so must the state.
    await refreshState(caller);
    return info;
  },
  reset: (code, password) => change("account.password.reset", { key: code, password }),
  resend: () =>
    change("account.password.requestReset", recipient.includes("@") ? { email: recipient } : { phone: recipient }),
});

const authenticate = ({ caller, change, changeBy }: FlowCalls): ActionsOf<"mfa_authenticate"> => ({
  authenticate: (code) => change("mfa.authenticate", { code }),
  authenticateWithPasskey: () =>
    changeBy(() =>
      inCeremony(({ signWithPasskey }) =>
        signWithPasskey(caller, "mfa.webauthn.beginAuthentication", (response) =>
          caller.mutate("mfa.webauthn.authenticate", { response }),
        ),
      ),
    ),
});

const signupByPasskey = ({ caller, changeBy }: FlowCalls): ActionsOf<"mfa_signup_webauthn"> => ({
  registerPasskey: (name) => changeBy(() => inCeremony(({ signUpWithPasskey }) => signUpWithPasskey(caller, name))),
});

/** The step that waits, with exactly its actions. */
export function withActions(flow: PendingFlow, calls: FlowCalls): FlowVariant<AuthState, ProviderSignupInput> {
  const { change } = calls;
  const cancel = () => change("session.cancel", undefined);
  switch (flow.id) {
    case "verify_email":
      return { ...flow, ...verifyEmail(calls), cancel };
    case "verify_phone":
      return { ...flow, ...verifyPhone(calls), cancel };
    case "login_by_code":
      return { ...flow, ...loginByCode(calls), cancel };
    case "password_reset_by_code":
      return { ...flow, ...resetByCode(calls, flow.recipient), cancel };
    case "mfa_authenticate":
      return { ...flow, ...authenticate(calls), cancel };
    case "mfa_trust":
      return { ...flow, answer: (trust) => change("mfa.trust", { trust }), cancel };
    case "mfa_signup_webauthn":
      return { ...flow, ...signupByPasskey(calls), cancel };
    case "provider_signup":
      return { ...flow, complete: (input) => change("social.signup.complete", input), cancel };
  }
}
