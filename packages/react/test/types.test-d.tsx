import type { AuthConfig, Challenge, EndedFlow, EndReason, SocialProcess } from "@latchkey/server/types";
import type { QueryClient } from "@tanstack/react-query";
import type { TRPCClient } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { describe, expectTypeOf, it } from "vitest";
import { authErrorOf, createAuthHooks, type ReauthenticationRedirect } from "../src/index.ts";
import type { AppRouter } from "./support.tsx";

const classic = createAuthHooks(createTRPCReact<AppRouter>().auth);
declare const client: TRPCClient<AppRouter>;
declare const queryClient: QueryClient;
const proxy = createAuthHooks(createTRPCOptionsProxy<AppRouter>({ client, queryClient }).auth);

describe("types of the hooks", () => {
  it("carry the app's own fields from signup to the user", () => {
    type Input = Parameters<ReturnType<typeof classic.useSignup>["signup"]>[0];
    expectTypeOf<Input["displayName"]>().toEqualTypeOf<string>();
    expectTypeOf<Input["newsletter"]>().toEqualTypeOf<boolean | undefined>();
    type ProxyInput = Parameters<ReturnType<typeof proxy.useSignup>["signup"]>[0];
    expectTypeOf<ProxyInput>().toEqualTypeOf<Input>();
    const auth = classic.useAuth();
    expectTypeOf(auth.config).toEqualTypeOf<AuthConfig | undefined>();
    if (auth.status === "authenticated")
      expectTypeOf(auth.user.data).toEqualTypeOf<{ displayName: string; newsletter: boolean }>();
    else expectTypeOf(auth.user).toEqualTypeOf<null>();
    // @ts-expect-error a required field of the app's own is missing
    void classic.useSignup().signup({ email: "ada@example.com", password: "x" });
    type PasskeyInput = Parameters<ReturnType<typeof classic.useSignup>["signupWithPasskey"]>[0];
    expectTypeOf<PasskeyInput["displayName"]>().toEqualTypeOf<string>();
    expectTypeOf<PasskeyInput["email"]>().toEqualTypeOf<string | undefined>();
    // @ts-expect-error neither an address nor an invitation
    void classic.useSignup().signupWithPasskey({ displayName: "A" });
    void classic.useSignup().signupWithPasskey({ displayName: "A", invitation: "key" });
    void classic.useSignup().signup({ displayName: "A", invitation: "key", password: "x" });
    expectTypeOf<
      Parameters<ReturnType<typeof proxy.useSignup>["signupWithPasskey"]>[0]
    >().toEqualTypeOf<PasskeyInput>();
    // @ts-expect-error a signup by passkey has no password
    void classic.useSignup().signupWithPasskey({ email: "a@b.de", displayName: "A", password: "x" });
  });

  it("contain why a flow ended, in every state, so that a switch over it is checked for completeness", () => {
    const { ended, dismissEnded } = proxy.useAuth();
    expectTypeOf(ended).toEqualTypeOf<EndedFlow | null>();
    expectTypeOf(dismissEnded).toEqualTypeOf<() => void>();
    expectTypeOf<EndReason>().toEqualTypeOf<"verified" | "expired" | "attempts" | "superseded" | "revoked">();
    const auth = classic.useAuth();
    if (auth.status === "anonymous") expectTypeOf(auth.ended).toEqualTypeOf<EndedFlow | null>();
  });

  it("contain where a redirect to a provider was to lead, when it fails", () => {
    const { error, handleCallback } = classic.useProviders();
    expectTypeOf(authErrorOf(error)?.process).toEqualTypeOf<SocialProcess | undefined>();
    expectTypeOf(authErrorOf(error)?.callbackUrl).toEqualTypeOf<string | undefined>();
    expectTypeOf<Awaited<ReturnType<typeof handleCallback>>["process"]>().toEqualTypeOf<SocialProcess>();
  });

  it("let a switch over the flow be checked for completeness, with only legal actions", () => {
    const flow = proxy.useFlow();
    if (flow === null) return;
    switch (flow.id) {
      case "verify_email":
        expectTypeOf(flow.by).toEqualTypeOf<"link" | "code">();
        // @ts-expect-error there is no code to confirm in this step
        flow.confirm("x");
        return;
      case "mfa_authenticate":
        expectTypeOf(flow.types).toEqualTypeOf<("totp" | "recovery_codes" | "webauthn")[]>();
        expectTypeOf(flow.authenticate).parameters.toEqualTypeOf<[code: string]>();
        expectTypeOf(flow.authenticateWithPasskey).parameters.toEqualTypeOf<[]>();
        // @ts-expect-error a second factor cannot be sent again
        flow.resend();
        return;
      case "mfa_enroll":
        expectTypeOf(flow.isEnrolled).toEqualTypeOf<boolean>();
        expectTypeOf(flow.activateTotp).parameters.toEqualTypeOf<[code: string]>();
        expectTypeOf(flow.activateTotp).returns.resolves.toEqualTypeOf<string[]>();
        return;
      case "mfa_signup_webauthn":
        expectTypeOf(flow.registerPasskey).parameters.toEqualTypeOf<[name?: string | undefined]>();
        // @ts-expect-error there is no code to enter in this step
        flow.authenticate("123456");
        return;
      case "reauthenticate":
        expectTypeOf(flow.reauthenticateWithCode).parameter(0).toEqualTypeOf<string>();
        expectTypeOf(flow.reauthenticateWithProvider).parameters.toEqualTypeOf<
          [provider: string, options?: ReauthenticationRedirect | undefined]
        >();
        expectTypeOf(flow.reauthenticateWithProvider).returns.resolves.toEqualTypeOf<string>();
        // @ts-expect-error the redirect has one purpose
        void flow.reauthenticateWithProvider("google", { process: "login" });
        return;
      case "challenge":
        expectTypeOf(flow.solve).parameters.toEqualTypeOf<[token: string]>();
        expectTypeOf(flow.challenge).toEqualTypeOf<Challenge>();
        return;
      case "verify_phone":
      case "login_by_code":
      case "password_reset_by_code":
      case "change_password":
      case "mfa_trust":
      case "provider_signup":
        return;
      default:
        expectTypeOf(flow).toEqualTypeOf<never>();
    }
  });
});
