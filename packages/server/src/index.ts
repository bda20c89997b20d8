/** Authentication for tRPC: a router to mount, a context to spread, server-side calls. */
export type { AdapterRequest, RequestSource } from "./config/adapterRequest.ts";
export type { PresetName } from "./config/assurance/presetName.ts";
export type { AuthenticationRequirement, RequiredMethod } from "./config/assurance/requirement.ts";
export type { AuthContext, ProcedureContext } from "./config/authContext.ts";
export type { AuthOptions } from "./config/authOptions.ts";
export type { ChallengeOptions, ChallengeWhen } from "./config/challenge/challengeOptions.ts";
export type { ClaimValue, CustomClaims, NoClaims } from "./config/customClaims.ts";
export type { AuthEvent, AuthEventType } from "./config/events.ts";
export type { AuthHooks } from "./config/hooks.ts";
export type { AccountOptions } from "./config/options/accountOptions.ts";
export type { CodeFormat, CodeLimits, CodesOptions, VerificationCodeLimits } from "./config/options/codeOptions.ts";
export type { JsonObject, JsonValue } from "./config/options/jsonValue.ts";
export {
  type AnsweredStage,
  type LoginStage,
  loginStage,
  type OwnStagesOf,
  type StageLogin,
  type StagePosition,
} from "./config/options/loginStage.ts";
export type { MfaOptions } from "./config/options/mfaOptions.ts";
export type { ReauthenticationArea, ReauthenticationOptions } from "./config/options/reauthenticationOptions.ts";
export type { SessionOptions } from "./config/options/sessionOptions.ts";
export type {
  AccountFinding,
  MappedSignup,
  ProviderLogin,
  SocialOptions,
  UnconnectedAccount,
} from "./config/options/socialOptions.ts";
export { type DpopOptions, type JwtOptions, jwt } from "./config/options/tokenOptions.ts";
export type { RateLimitName, RateLimitOptions } from "./config/rateLimits.ts";
export type {
  Acting,
  DpopRequest,
  Invitation,
  NewInvitation,
  NewUser,
  ProviderAccess,
  ServerCalls,
  StoredEvent,
  StoredEvents,
} from "./config/serverCalls.ts";
export type { AppTypes, SignupFields, SignupFieldsOf } from "./config/signupFields.ts";
export type { ProvidersFunction, ProvidersRequest } from "./config/social/providers.ts";
export { type Auth, type AuthRouter, createAuth } from "./createAuth.ts";
export type { Database, Transaction } from "./db/database.ts";
export type { PostgresDatabase, TransactionOf } from "./db/postgresDatabase.ts";
export type { AdapterOptions } from "./http/adapters.ts";
export {
  type AuthErrorShape,
  type AuthErrorShapeData,
  authErrorFormatter,
  type WithAuthData,
} from "./http/errorFormatter.ts";
export { redactInput } from "./http/redactInput.ts";
export { AuthError } from "./lib/authError.ts";
export { SetupError } from "./lib/setupError.ts";
export type { SigningAlgorithm, WrittenKey } from "./lib/signingKey.ts";
export type { Clock } from "./ports/clock.ts";
export type { MailOverrides } from "./ports/mail/mail.ts";
export type {
  CallbackFields,
  PasskeySignupInput,
  ProviderSignupInput,
  SignupInput,
  UpdateAccountInput,
} from "./wire/inputs.ts";
