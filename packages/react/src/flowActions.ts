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
import type { ActionStatuses } from "./useTracked.ts";

/** The actions allowed in each step. */
export interface FlowActions<State, Completion = Record<string, unknown>> {
  verify_email: {
    /** @param key the code, or the key from the link */
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
    /** Checks the code, which stays valid for {@link reset}. */
    check(code: string): Promise<PasswordKeyInfo>;
    reset(code: string, password: string): Promise<State>;
    /** Sends a new code, which restarts the reset. */
    resend(): Promise<State>;
    cancel(): Promise<State>;
  };
  mfa_authenticate: {
    /** @param code from the authenticator app, or a recovery code */
    authenticate(code: string): Promise<State>;
    /** Asks the browser for a passkey. @throws PasskeyError */
    authenticateWithPasskey(): Promise<State>;
    cancel(): Promise<State>;
  };
  mfa_trust: { answer(trust: boolean): Promise<State>; cancel(): Promise<State> };
  mfa_signup_webauthn: {
    /** Creates a passkey in the browser, which completes the signup. @throws PasskeyError */
    registerPasskey(name?: string): Promise<State>;
    cancel(): Promise<State>;
  };
  provider_signup: {
    /** Completes the signup with what the provider did not supply. */
    complete(input: Completion): Promise<State>;
    cancel(): Promise<State>;
  };
}

/** A step by its id: its data and its actions. */
type Step<Id extends PendingFlow["id"], State, Completion> = FlowOf<Id> & FlowActions<State, Completion>[Id];

/** A pending step, with its data and its allowed actions. */
export type FlowVariant<State, Completion = Record<string, unknown>> = {
  [Id in PendingFlow["id"]]: Step<Id, State, Completion> & {
    /** The status of each action. */
    actions: ActionStatuses<FlowActions<State, Completion>[Id]>;
  };
}[PendingFlow["id"]];

/** A pending step, before the status of its actions is added. */
type BareVariant = { [Id in PendingFlow["id"]]: Step<Id, AuthState, ProviderSignupInput> }[PendingFlow["id"]];

/** A call needs the user to reauthenticate; afterwards, it is retried. */
export interface ReauthenticateVariant<State> {
  id: "reauthenticate";
  /** The available methods to reauthenticate. */
  flows: readonly Flow[];
  reauthenticate(password: string): Promise<State>;
  /** @param code from the authenticator app, or a recovery code */
  reauthenticateWithCode(code: string): Promise<State>;
  /** @throws PasskeyError */
  reauthenticateWithPasskey(): Promise<State>;
  /** Cancels the waiting calls, which is not an error: see `isCancelled`. */
  cancel(): void;
  /** The status of each action. */
  actions: ActionStatuses<
    Pick<ReauthenticateVariant<State>, "reauthenticate" | "reauthenticateWithCode" | "reauthenticateWithPasskey">
  >;
}

/** The dependencies of the actions. */
export interface FlowCalls extends AuthCalls {
  caller: Caller;
}

/** The actions of a step except `cancel`, which all have. */
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
    // The server records that the code was right, so the state must be updated.
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

/** The pending step, with exactly its actions. */
export function withActions(flow: PendingFlow, calls: FlowCalls): BareVariant {
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
