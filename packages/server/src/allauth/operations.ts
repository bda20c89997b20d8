import type { Operation } from "./operation.ts";
import { authenticatorOperations } from "./operations/authenticators.ts";
import { contactOperations } from "./operations/contacts.ts";
import { mfaOperations } from "./operations/mfa.ts";
import { passwordOperations } from "./operations/password.ts";
import { sessionOperations } from "./operations/session.ts";
import { socialOperations } from "./operations/social.ts";
import { verificationOperations } from "./operations/verification.ts";

/** Everything that the protocol offers. */
export const operations: readonly Operation[] = [
  ...sessionOperations,
  ...verificationOperations,
  ...passwordOperations,
  ...mfaOperations,
  ...socialOperations,
  ...contactOperations,
  ...authenticatorOperations,
];
