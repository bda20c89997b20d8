import type {
  AuthState,
  Flow,
  FlowOf,
  OwnFlow,
  OwnStage,
  PasswordKeyInfo,
  PendingFlow,
  ProviderSignupInput,
  TotpSetup,
} from "@latchkey/server/types";
import { acceptState, refreshState } from "./authState.ts";
import type { Caller } from "./binding.ts";
import { inCeremony } from "./lazy.ts";
import type { AuthCalls } from "./useAuthCall.ts";
import type { ReauthenticationRedirect } from "./useReauthentication.ts";
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
  mfa_enroll: {
    /** Creates a secret for an authenticator app. Show it, and ask for its first code. */
    beginTotp(): Promise<TotpSetup>;
    /** Sets the authenticator app up. @returns the recovery codes: show them, then call {@link complete} */
    activateTotp(code: string): Promise<string[]>;
    /** Creates a passkey in the browser and sets it up. @returns the recovery codes, as above @throws PasskeyError */
    registerPasskey(options?: { name?: string; passwordless?: boolean }): Promise<string[]>;
    /** Continues the login, once the user has kept the recovery codes. */
    complete(): Promise<State>;
    cancel(): Promise<State>;
  };
  change_password: {
    /** Replaces the password that attackers know. */
    replace(password: string): Promise<State>;
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

/** A stage of the app's own: its state, and the action that answers it. */
type OwnStep<Stages extends OwnStage, State> = Stages extends OwnStage
  ? OwnFlow<Stages> & OwnActions<Stages["input"], State>
  : never;

interface OwnActions<Input, State> {
  /** Answers the stage, with the input of its `schema`. */
  answer(input: Input): Promise<State>;
  cancel(): Promise<State>;
}

/** A step by its id: its data and its actions. */
type Step<Id extends PendingFlow["id"], State, Completion> = FlowOf<Id> & FlowActions<State, Completion>[Id];

/** A pending step, with its data and its allowed actions. */
export type FlowVariant<State, Completion = Record<string, unknown>, Stages extends OwnStage = never> =
  | {
      [Id in PendingFlow["id"]]: Step<Id, State, Completion> & {
        /** The status of each action. */
        actions: ActionStatuses<FlowActions<State, Completion>[Id]>;
      };
    }[PendingFlow["id"]]
  | OwnVariant<Stages, State>;

type OwnVariant<Stages extends OwnStage, State> = Stages extends OwnStage
  ? OwnStep<Stages, State> & {
      /** The status of each action. */
      actions: ActionStatuses<OwnActions<Stages["input"], State>>;
    }
  : never;

/** A pending step, before the status of its actions is added. */
type BareVariant =
  | { [Id in PendingFlow["id"]]: Step<Id, AuthState, ProviderSignupInput> }[PendingFlow["id"]]
  | OwnStep<OwnStage, AuthState>;

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
  /**
   * Redirects to a provider of the flow `provider_reauthenticate`: the user comes back to `handleCallback`, and repeats
   * what they were doing. See `useReauthentication`.
   */
  reauthenticateWithProvider(provider: string, options?: ReauthenticationRedirect): Promise<string>;
  /** Cancels the waiting calls, which is not an error: see `isCancelled`. */
  cancel(): void;
  /** The status of each action. */
  actions: ActionStatuses<
    Pick<
      ReauthenticateVariant<State>,
      "reauthenticate" | "reauthenticateWithCode" | "reauthenticateWithPasskey" | "reauthenticateWithProvider"
    >
  >;
}

/** The dependencies of the actions. */
export interface FlowCalls extends AuthCalls {
  caller: Caller;
}

type EnrolledState = AuthState & { recoveryCodes?: string[] };

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

const enroll = ({ caller, change, call, perform }: FlowCalls): ActionsOf<"mfa_enroll"> => {
  // Shown by the one who called, and never cached.
  const enrolled = async (work: Promise<EnrolledState>) => {
    const { recoveryCodes = [], ...state } = await work;
    await acceptState(caller, state);
    return recoveryCodes;
  };
  return {
    beginTotp: () => call("mfa.enroll.beginTotp", undefined),
    activateTotp: (code) => perform(() => enrolled(caller.mutate("mfa.enroll.activateTotp", { code }))),
    registerPasskey: (options = {}) =>
      perform(() => enrolled(inCeremony(({ enrollPasskey }) => enrollPasskey(caller, options)))),
    complete: () => change("mfa.enroll.complete", undefined),
  };
};

const signupByPasskey = ({ caller, changeBy }: FlowCalls): ActionsOf<"mfa_signup_webauthn"> => ({
  registerPasskey: (name) => changeBy(() => inCeremony(({ signUpWithPasskey }) => signUpWithPasskey(caller, name))),
});

/** The pending step, with exactly its actions. */
export function withActions(flow: PendingFlow | OwnFlow<OwnStage>, calls: FlowCalls): BareVariant {
  const { change } = calls;
  const cancel = () => change("session.cancel", undefined);
  // Only the app's own stages have a state.
  if ("state" in flow)
    return { ...flow, answer: (input: unknown) => change("account.stage.answer", { stage: flow.id, input }), cancel };
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
    case "mfa_enroll":
      return { ...flow, ...enroll(calls), cancel };
    case "change_password":
      return { ...flow, replace: (password) => change("account.password.replace", { password }), cancel };
    case "mfa_trust":
      return { ...flow, answer: (trust: boolean) => change("mfa.trust", { trust }), cancel };
    case "mfa_signup_webauthn":
      return { ...flow, ...signupByPasskey(calls), cancel };
    case "provider_signup":
      return { ...flow, complete: (input) => change("social.signup.complete", input), cancel };
  }
}
