import type {
  ActivityEntry,
  EmailAddress,
  EmailKeyInfo,
  InvitationInfo,
  PasswordKeyInfo,
  PhoneNumber,
} from "./account.ts";
import type {
  CallbackFields,
  Contact,
  PasskeyAssertionInput,
  PasskeyRegistrationInput,
  PasskeySignupInput,
  PasswordLogin,
  ProviderSignupInput,
  SignupInput,
  SocialRedirectInput,
  SocialTokenInput,
  StageAnswer,
  UpdateAccountInput,
} from "./inputs.ts";
import type {
  Authenticator,
  AuthenticatorAdded,
  PasskeyRegistration,
  PasskeyRequest,
  PasskeySignals,
  PasskeyUpgrade,
  TotpAuthenticator,
  TotpSetup,
  TrustedBrowser,
  WebAuthnAuthenticator,
} from "./mfa.ts";
import type { ProviderInfo } from "./provider.ts";
import type { RecoveryCodes } from "./recoveryCodes.ts";
import type { AuthConfig, SessionListEntry } from "./session.ts";
import type { SignupFields, StagesOf } from "./signupFields.ts";
import type { Connection, ProviderSignup, SocialCallback, SocialRedirect } from "./social.ts";
import type { EnrolledStateOf, StateOf, Tokens, User } from "./state.ts";

/** A procedure that reads. None takes an input. */
export interface Query<Output> {
  kind: "query";
  input: void;
  output: Output;
}

/** A procedure that changes something. */
export interface Mutation<Output, Input = void> {
  kind: "mutation";
  input: Input;
  output: Output;
}

/**
 * Every procedure by its path below the key under which the router is mounted.
 *
 * The server checks its router against this table, and clients take their paths, inputs and outputs from it.
 */
export interface Procedures<Fields extends SignupFields = SignupFields> {
  "account.user": Query<User<Fields["data"]>>;
  "account.login": Mutation<StateOf<Fields>, PasswordLogin>;
  "account.signup": Mutation<StateOf<Fields>, SignupInput<Fields>>;
  "account.checkInvitation": Mutation<InvitationInfo, { key: string }>;
  "account.logout": Mutation<StateOf<Fields>>;
  "account.reauthenticate": Mutation<StateOf<Fields>, { password: string }>;
  "account.update": Mutation<User<Fields["data"]>, UpdateAccountInput<Fields>>;
  "account.activity": Query<ActivityEntry[]>;
  "account.delete": Mutation<StateOf<Fields>>;

  "account.password.change": Mutation<StateOf<Fields>, { currentPassword?: string | undefined; newPassword: string }>;
  "account.password.replace": Mutation<StateOf<Fields>, { password: string }>;
  "account.password.requestReset": Mutation<StateOf<Fields>, Contact>;
  "account.password.checkKey": Mutation<PasswordKeyInfo, { key: string }>;
  "account.password.reset": Mutation<StateOf<Fields>, { key: string; password: string }>;

  "account.email.list": Query<EmailAddress[]>;
  "account.email.add": Mutation<EmailAddress[], { email: string }>;
  "account.email.remove": Mutation<EmailAddress[], { email: string }>;
  "account.email.setPrimary": Mutation<EmailAddress[], { email: string }>;
  "account.email.requestVerification": Mutation<StateOf<Fields>, { email: string }>;
  "account.email.checkKey": Mutation<EmailKeyInfo, { key: string }>;
  "account.email.verify": Mutation<StateOf<Fields>, { key: string }>;
  "account.email.resend": Mutation<StateOf<Fields>>;
  "account.email.change": Mutation<StateOf<Fields>, { email: string }>;

  "account.phone.get": Query<PhoneNumber[]>;
  "account.phone.set": Mutation<StateOf<Fields>, { phone: string }>;
  "account.phone.verify": Mutation<StateOf<Fields>, { code: string }>;
  "account.phone.resend": Mutation<StateOf<Fields>>;

  "account.code.request": Mutation<StateOf<Fields>, Contact>;
  "account.code.resend": Mutation<StateOf<Fields>>;
  "account.code.confirm": Mutation<StateOf<Fields>, { code: string }>;

  "account.stage.answer": Mutation<StateOf<Fields>, StageAnswer<StagesOf<Fields>>>;

  "social.providers": Query<ProviderInfo[]>;
  "social.redirect": Mutation<SocialRedirect, SocialRedirectInput>;
  "social.callback": Mutation<SocialCallback<Fields["data"], StagesOf<Fields>>, CallbackFields>;
  "social.token": Mutation<StateOf<Fields>, SocialTokenInput>;
  "social.signup.get": Query<ProviderSignup<Fields["input"]>>;
  "social.signup.complete": Mutation<StateOf<Fields>, ProviderSignupInput<Fields>>;
  "social.connections.list": Query<Connection[]>;
  "social.connections.disconnect": Mutation<Connection[], { provider: string; uid: string }>;

  "mfa.authenticators": Query<Authenticator[]>;
  "mfa.authenticate": Mutation<StateOf<Fields>, { code: string }>;
  "mfa.reauthenticate": Mutation<StateOf<Fields>, { code: string }>;
  "mfa.trust": Mutation<StateOf<Fields>, { trust: boolean }>;

  "mfa.enroll.beginTotp": Mutation<TotpSetup>;
  "mfa.enroll.activateTotp": Mutation<EnrolledStateOf<Fields>, { code: string }>;
  "mfa.enroll.beginWebauthn": Mutation<PasskeyRegistration, { passwordless?: boolean | undefined } | undefined>;
  "mfa.enroll.registerWebauthn": Mutation<EnrolledStateOf<Fields>, PasskeyRegistrationInput>;
  "mfa.enroll.complete": Mutation<StateOf<Fields>>;

  "mfa.totp.begin": Mutation<TotpSetup>;
  "mfa.totp.activate": Mutation<AuthenticatorAdded<TotpAuthenticator>, { code: string }>;
  "mfa.totp.deactivate": Mutation<Authenticator[]>;

  "mfa.recoveryCodes.get": Query<RecoveryCodes>;
  "mfa.recoveryCodes.generate": Mutation<RecoveryCodes>;

  "mfa.webauthn.beginRegistration": Mutation<PasskeyRegistration, { passwordless?: boolean | undefined } | undefined>;
  "mfa.webauthn.register": Mutation<AuthenticatorAdded<WebAuthnAuthenticator>, PasskeyRegistrationInput>;
  "mfa.webauthn.rename": Mutation<Authenticator[], { id: string; name: string }>;
  "mfa.webauthn.remove": Mutation<Authenticator[], { ids: string[] }>;
  "mfa.webauthn.signals": Query<PasskeySignals>;
  "mfa.webauthn.upgrade.begin": Mutation<PasskeyUpgrade>;
  "mfa.webauthn.upgrade.register": Mutation<
    AuthenticatorAdded<WebAuthnAuthenticator>,
    { response: PasskeyRegistrationInput["response"] }
  >;
  "mfa.webauthn.beginAuthentication": Mutation<PasskeyRequest>;
  "mfa.webauthn.authenticate": Mutation<StateOf<Fields>, PasskeyAssertionInput>;
  "mfa.webauthn.beginReauthentication": Mutation<PasskeyRequest>;
  "mfa.webauthn.reauthenticate": Mutation<StateOf<Fields>, PasskeyAssertionInput>;
  "mfa.webauthn.beginLogin": Mutation<PasskeyRequest>;
  "mfa.webauthn.login": Mutation<
    StateOf<Fields>,
    { response: PasskeyAssertionInput["response"]; remember?: boolean | undefined }
  >;
  "mfa.webauthn.beginSignup": Mutation<StateOf<Fields>, PasskeySignupInput<Fields>>;
  "mfa.webauthn.signupOptions": Mutation<PasskeyRegistration>;
  "mfa.webauthn.signup": Mutation<StateOf<Fields>, PasskeyRegistrationInput>;

  "mfa.trustedBrowsers.list": Query<TrustedBrowser[]>;
  "mfa.trustedBrowsers.revoke": Mutation<TrustedBrowser[], { ids: string[] }>;

  "session.get": Query<StateOf<Fields>>;
  "session.config": Query<AuthConfig>;
  "session.list": Query<SessionListEntry[]>;
  "session.revoke": Mutation<StateOf<Fields>, { ids: string[] }>;
  "session.revokeOthers": Mutation<StateOf<Fields>>;
  "session.refresh": Mutation<Tokens, { refreshToken: string }>;
  "session.cancel": Mutation<StateOf<Fields>>;
}
