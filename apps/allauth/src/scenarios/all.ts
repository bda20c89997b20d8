import type { Scenario } from "../differences/scenario.ts";
import type { SettingsName } from "../differences/settings.ts";
import { codeScenarios } from "./codes.ts";
import { addressScenarios } from "./contacts/addresses.ts";
import { numberScenarios } from "./contacts/numbers.ts";
import { deviceScenarios } from "./devices.ts";
import { emailScenarios } from "./emails.ts";
import { limitScenarios } from "./limits.ts";
import { loginScenarios } from "./login.ts";
import { ceremonyScenarios } from "./mfa/ceremonies.ts";
import { edgeScenarios } from "./mfa/edges.ts";
import { mfaScenarios } from "./mfa/mfa.ts";
import { recoveryCodeScenarios } from "./mfa/recoveryCodes.ts";
import { trustScenarios } from "./mfa/trust.ts";
import { webauthnScenarios } from "./mfa/webauthn.ts";
import { passwordScenarios } from "./passwords.ts";
import { phoneScenarios } from "./phone.ts";
import { reauthenticationScenarios } from "./reauthentication.ts";
import { requestScenarios } from "./requests.ts";
import { resetScenarios } from "./resets.ts";
import { sessionScenarios } from "./session.ts";
import { sessionsScenarios } from "./sessions.ts";
import { signupScenarios } from "./signup.ts";
import { identityScenarios } from "./social/identities.ts";
import { journeyScenarios } from "./social/journeys.ts";
import { redirectScenarios } from "./social/redirects.ts";
import { socialScenarios } from "./social/social.ts";
import { stateScenarios } from "./states.ts";
import { tokenScenarios } from "./tokens.ts";
import { verificationScenarios } from "./verification.ts";

/** What each area is about, under the settings that most of them share: for where there is little time. */
const SHORT = new Set<SettingsName>(["link", "code", "loginCode", "phone", "social", "jwt"]);

/** Every scenario; those that a list of allauth's behaviour numbers keep its number. */
export const scenarios: readonly Scenario[] = [
  ...sessionScenarios,
  ...requestScenarios,
  ...loginScenarios,
  ...signupScenarios,
  ...verificationScenarios,
  ...emailScenarios,
  ...addressScenarios,
  ...codeScenarios,
  ...phoneScenarios,
  ...numberScenarios,
  ...passwordScenarios,
  ...resetScenarios,
  ...mfaScenarios,
  ...recoveryCodeScenarios,
  ...trustScenarios,
  ...webauthnScenarios,
  ...edgeScenarios,
  ...ceremonyScenarios,
  ...sessionsScenarios,
  ...stateScenarios,
  ...reauthenticationScenarios,
  ...limitScenarios,
  ...socialScenarios,
  ...redirectScenarios,
  ...identityScenarios,
  ...journeyScenarios,
  ...tokenScenarios,
  ...deviceScenarios,
].flatMap(({ scenarios: list }) => list);

export const shortScenarios = scenarios.filter(({ isShort, settings }) => isShort && SHORT.has(settings));
