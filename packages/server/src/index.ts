/** Authentication for tRPC: a router to mount, a context to spread, server-side calls. */
export type {
  AccountOptions,
  AdapterRequest,
  AuthOptions,
  CodeLimits,
  MailOverrides,
  MfaOptions,
  SessionOptions,
  SocialOptions,
} from "./config/authOptions.ts";
export type { AuthEvent, AuthEventType } from "./config/events.ts";
export type { AuthHooks } from "./config/hooks.ts";
export type { RateLimitName, RateLimitOptions } from "./config/rateLimits.ts";
export type { SignupFields, SignupFieldsOf } from "./config/signupFields.ts";
export type { AuthContext } from "./context.ts";
export { type Auth, type AuthRouter, createAuth } from "./createAuth.ts";
export type { Database, Transaction } from "./db/database.ts";
export type { AdapterOptions } from "./http/adapters.ts";
export { authErrorFormatter, type WithAuthData } from "./http/errorFormatter.ts";
export { AuthError } from "./lib/authError.ts";
export { SetupError } from "./lib/setupError.ts";
export type { Clock } from "./ports/clock.ts";
export type { ProcedureContext } from "./procedures.ts";
export { redactInput } from "./redactInput.ts";
export type { NewUser, ServerCalls } from "./serverCalls.ts";
export type { ProviderAccess } from "./social/providerTokens.ts";
export type {
  CallbackFields,
  PasskeySignupInput,
  ProviderSignupInput,
  SignupInput,
  UpdateAccountInput,
} from "./wire/inputs.ts";
