/** Authentication for tRPC: a router to mount, a context to spread, server-side calls. */
export type { AdapterRequest } from "./config/adapterRequest.ts";
export type { AuthContext, ProcedureContext } from "./config/authContext.ts";
export type { AuthOptions } from "./config/authOptions.ts";
export type { ClaimValue, CustomClaims, NoClaims } from "./config/customClaims.ts";
export type { AuthEvent, AuthEventType } from "./config/events.ts";
export type { AuthHooks } from "./config/hooks.ts";
export type { AccountOptions } from "./config/options/accountOptions.ts";
export type { CodeLimits, CodesOptions, VerificationCodeLimits } from "./config/options/codeOptions.ts";
export type { MfaOptions } from "./config/options/mfaOptions.ts";
export type { SessionOptions } from "./config/options/sessionOptions.ts";
export type { SocialOptions } from "./config/options/socialOptions.ts";
export { type DpopOptions, type JwtOptions, jwt } from "./config/options/tokenOptions.ts";
export type { RateLimitName, RateLimitOptions } from "./config/rateLimits.ts";
export type { DpopRequest, NewUser, ProviderAccess, ServerCalls } from "./config/serverCalls.ts";
export type { SignupFields, SignupFieldsOf } from "./config/signupFields.ts";
export { type Auth, type AuthRouter, createAuth } from "./createAuth.ts";
export type { Database, Transaction } from "./db/database.ts";
export type { PostgresDatabase, TransactionOf } from "./db/postgresDatabase.ts";
export type { AdapterOptions } from "./http/adapters.ts";
export { authErrorFormatter, type WithAuthData } from "./http/errorFormatter.ts";
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
