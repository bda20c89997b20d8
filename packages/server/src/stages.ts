import { loginByCodeStage } from "./account/code/loginByCode.stage.ts";
import { verifyEmailStage } from "./account/email/verifyEmail.stage.ts";
import { reportAtTheEnd } from "./account/newLogin.ts";
import { changePasswordStage } from "./account/password/changePassword.stage.ts";
import { passwordResetByCodeStep } from "./account/password/passwordResetByCode.step.ts";
import { verifyPhoneStage } from "./account/phone/verifyPhone.stage.ts";
import type { Steps } from "./engine/request.ts";
import { createSteps } from "./engine/step.ts";
import { mfaEnrollStage } from "./mfa/enroll/mfaEnroll.stage.ts";
import { mfaAuthenticateStage } from "./mfa/mfaAuthenticate.stage.ts";
import { mfaTrustStage } from "./mfa/mfaTrust.stage.ts";
import { trustAtTheEnd } from "./mfa/trust.ts";
import { mfaSignupWebAuthnStage } from "./mfa/webauthn/signup.stage.ts";
import { connectAtTheEnd } from "./social/login.ts";
import { providerSignupStep } from "./social/providerSignup.step.ts";

/**
 * Where a login can wait, in the order in which every login passes; then the other steps of flows, and what completes a
 * login.
 */
export const steps: Steps = createSteps(
  [
    loginByCodeStage,
    verifyPhoneStage,
    verifyEmailStage,
    mfaAuthenticateStage,
    mfaEnrollStage,
    changePasswordStage,
    mfaTrustStage,
    mfaSignupWebAuthnStage,
  ],
  [passwordResetByCodeStep, providerSignupStep],
  [connectAtTheEnd, reportAtTheEnd, trustAtTheEnd],
);
