/** The types of inputs and outputs. Types only: importing this entry point loads nothing. */
export type * from "./wire/account.ts";
export type * from "./wire/errors.ts";
export type * from "./wire/flow.ts";
export type * from "./wire/inputs.ts";
export type * from "./wire/mfa.ts";
export type * from "./wire/procedures.ts";
export type * from "./wire/protocol.ts";
export type * from "./wire/provider.ts";
export type * from "./wire/recoveryCodes.ts";
export type * from "./wire/session.ts";
export type * from "./wire/signupFields.ts";
export type * from "./wire/social.ts";
export type * from "./wire/state.ts";
export type * from "./wire/tokens.ts";
export type * from "./wire/webauthn.ts";
