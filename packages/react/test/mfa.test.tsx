import { act, cleanup, waitFor } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PasskeyError } from "../src/index.ts";
import { installPlatform, type Platform } from "./platform.ts";
import { createApp, data, type Hooks, openPage } from "./support.tsx";

let platform: Platform | null = null;
afterEach(() => {
  cleanup();
  platform?.uninstall();
  platform = null;
});

/** Users who are not logged in are offered passkeys in the autofill. */
function Pages({ hooks }: { hooks: Hooks }) {
  return hooks.useAuth().status === "anonymous" ? <LoginPage hooks={hooks} /> : null;
}

function LoginPage({ hooks }: { hooks: Hooks }) {
  const { offerPasskeys } = hooks.useLogin();
  useEffect(() => offerPasskeys(), [offerPasskeys]);
  return null;
}

describe.each(["classic", "proxy"] as const)("second factors and passkeys on the %s binding", (binding) => {
  async function setUp(options: Parameters<typeof createApp>[0] = {}, { offers = false } = {}) {
    const app = await createApp(options);
    const device = app.kit.authenticator();
    platform = installPlatform(device);
    const page = await openPage(app, binding, { content: (hooks) => (offers ? <Pages hooks={hooks} /> : null) });
    const user = async (given: Parameters<typeof app.kit.createUser>[0] = {}) => app.kit.createUser({ ...given, data });
    return { app, device, platform, user, ...page };
  }

  it("sets up an authenticator app, and shows it immediately", async () => {
    const { app, now, user, logIn, queryClient } = await setUp();
    await logIn(await user());
    await waitFor(() => expect(now().mfa.authenticators).toEqual([]));
    const setup = await act(() => now().mfa.totp.begin());
    const code = await app.kit.totp(setup);
    const { recoveryCodes = [] } = await act(() => now().mfa.totp.activate(code));
    expect(recoveryCodes).toHaveLength(10);
    await waitFor(() => expect(now().mfa.authenticators?.map(({ type }) => type)).toEqual(["totp", "recovery_codes"]));
    const cached = JSON.stringify([
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
      queryClient
        .getMutationCache()
        .getAll()
        .map(({ state }) => state),
    ]);
    for (const secret of [setup.secret, ...recoveryCodes]) expect(cached).not.toContain(secret);
    await act(() => now().mfa.totp.deactivate());
    expect(now().mfa.authenticators).toEqual([]);
    await app.close();
  });

  it("asks for the second factor, and reports a wrong code by field", async () => {
    const { app, now, user, logIn, atStep } = await setUp();
    const ada = await user({ totp: true });
    await logIn(ada);
    const answer = (code: string) => atStep("mfa_authenticate", (flow) => flow.authenticate(code).catch(() => {}));
    expect(now().auth.status).toBe("pending");
    await answer("000000");
    expect(now().flow?.fieldErrors).toEqual({
      code: "The code is incorrect. Check it, or get a new one.",
    });
    await answer(await app.kit.totp(ada));
    expect(now().auth).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    await app.close();
  });

  it("runs a waiting call again after a code or a passkey, and shows recovery codes only then", async () => {
    const { app, now, user, logIn, call, queryClient, atStep } = await setUp();
    const ada = await user({ totp: true, recoveryCodes: ["12345678"] });
    await logIn(ada);
    await atStep("mfa_authenticate", async (flow) => flow.authenticate(await app.kit.totp(ada)));
    await act(() => now().mfa.passkeys.register({ name: "Laptop" }));
    const results: number[] = [];
    const again = async (confirm: () => Promise<unknown>) => {
      app.kit.clock.advance(300);
      const done = results.length + 1;
      await act(async () => void call(21).then((result) => results.push(result)));
      await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
      await confirm();
      await waitFor(() => expect(results).toHaveLength(done));
      expect(now().flow).toBeNull();
    };
    await again(() => atStep("reauthenticate", async (flow) => flow.reauthenticateWithCode(await app.kit.totp(ada))));
    await again(() => atStep("reauthenticate", (flow) => flow.reauthenticateWithPasskey()));
    expect(results).toEqual([42, 42]);
    app.kit.clock.advance(300);
    const shown: unknown[] = [];
    await act(
      async () =>
        void now()
          .mfa.recoveryCodes.get()
          .then(({ codes }) => shown.push(codes)),
    );
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    expect(shown).toEqual([]);
    await atStep("reauthenticate", (flow) => flow.reauthenticateWithPasskey());
    await waitFor(() => expect(shown).toEqual([["12345678"]]));
    expect(
      JSON.stringify(
        queryClient
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).not.toContain("12345678");
    await app.close();
  });

  it("asks nobody to confirm for recovery codes that are shown only once", async () => {
    const { app, now, user, logIn, atStep } = await setUp({ mfa: { recoveryCodes: { showOnce: true } } });
    const ada = await user({ totp: true, recoveryCodes: ["12345678"] });
    await logIn(ada);
    await atStep("mfa_authenticate", async (flow) => flow.authenticate(await app.kit.totp(ada)));
    app.kit.clock.advance(300);
    const found = await act(() => now().mfa.recoveryCodes.get());
    expect(found).toEqual({ total: 1, unused: 1, codes: null, isShownOnce: true });
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("registers, renames and removes passkeys, and uses them as a second step", async () => {
    const { app, now, user, logIn, atStep } = await setUp();
    const ada = await user();
    await logIn(ada);
    const { authenticator } = await act(() => now().mfa.passkeys.register({ passwordless: false }));
    const { id } = authenticator;
    await act(() => now().mfa.passkeys.rename(id, "Key ring"));
    expect(now().mfa.authenticators?.[0]).toMatchObject({ id, name: "Key ring", isPasswordless: false });
    await act(() => now().logout.logout());
    await logIn(ada);
    await atStep("mfa_authenticate", (flow) => flow.authenticateWithPasskey());
    expect(now().auth.status).toBe("authenticated");
    await act(() => now().mfa.passkeys.remove([id]));
    await waitFor(() => expect(now().mfa.authenticators).toEqual([]));
    await app.close();
  });

  it("logs in with a passkey, by the button and from the autofill", async () => {
    const { app, now, user, logIn, platform: browser } = await setUp({}, { offers: true });
    await waitFor(() => expect(browser.offers()).toBe(1));
    await logIn(await user());
    // A logged-in user is offered nothing.
    await waitFor(() => expect(browser.offers()).toBe(0));
    await act(() => now().mfa.passkeys.register());
    await act(() => now().logout.logout());
    await waitFor(() => expect(browser.offers()).toBe(1));
    browser.failNext("NotAllowedError");
    await act(() =>
      now()
        .login.loginWithPasskey()
        .catch(() => {}),
    );
    expect(now().auth.status).toBe("anonymous");
    // It was aborted for the button, and is back.
    await waitFor(() => expect(browser.offers()).toBe(1));
    await act(async () => browser.choose());
    await waitFor(() => expect(now().auth.status).toBe("authenticated"));
    await act(() => now().logout.logout());
    await act(() => now().login.loginWithPasskey());
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });

  it("signs up with a passkey instead of a password", async () => {
    const { app, now, atStep } = await setUp({
      account: { emailVerificationBy: "code" },
      mfa: { passkeySignup: true },
    });
    await act(() => now().signup.signupWithPasskey({ email: "new@example.com", displayName: "Grace" }));
    const { code = "" } = (await app.kit.delivered()).lastMail("new@example.com").context;
    await atStep("verify_email", (flow) => flow.verify(code));
    await atStep("mfa_signup_webauthn", (flow) => flow.registerPasskey("My laptop"));
    expect(now().auth).toMatchObject({ status: "authenticated", user: { hasUsablePassword: false } });
    await waitFor(() => expect(now().mfa.authenticators).toMatchObject([{ name: "My laptop" }]));
    await app.close();
  });

  it("explains to the user why a passkey was not used", async () => {
    const { app, now, user, logIn, device, platform: browser } = await setUp();
    await logIn(await user());
    const reasonOf = async (work: () => Promise<unknown>) => {
      const failure: unknown[] = [];
      await act(() => work().catch((error: unknown) => failure.push(error)));
      const [error] = failure;
      return error instanceof PasskeyError ? error.reason : String(error);
    };
    const register = () => now().mfa.passkeys.register();
    browser.failNext("NotAllowedError");
    expect(await reasonOf(register)).toBe("cancelled");
    expect(now().mfa.error?.message).toContain("it was cancelled, it timed out");
    browser.failNext("SecurityError");
    expect(await reasonOf(register)).toBe("not_allowed_here");
    browser.failNext("NotSupportedError");
    expect(await reasonOf(register)).toBe("not_supported");
    browser.failNext("UnknownError");
    expect(await reasonOf(register)).toBe("failed");
    const { authenticator } = await act(register);
    expect(await reasonOf(register)).toBe("already_registered");
    await act(() => now().mfa.passkeys.remove([authenticator.id]));
    await act(() => now().logout.logout());
    expect(device.credentials).toHaveLength(1);
    expect(await reasonOf(() => now().login.loginWithPasskey())).toBe("not_accepted");
    platform?.uninstall();
    expect(await reasonOf(() => now().login.loginWithPasskey())).toBe("not_supported");
    await app.close();
  });

  it("lists trusted browsers, and revokes them", async () => {
    const { app, now, user, logIn, atStep } = await setUp({ mfa: { trust: true } });
    const ada = await user({ totp: true });
    await logIn(ada);
    await atStep("mfa_authenticate", async (flow) => flow.authenticate(await app.kit.totp(ada)));
    await atStep("mfa_trust", (flow) => flow.answer(true));
    await waitFor(() => expect(now().mfa.trustedBrowsers.items).toMatchObject([{ isCurrent: true }]));
    const ids = now().mfa.trustedBrowsers.items?.map(({ id }) => id) ?? [];
    await act(() => now().mfa.trustedBrowsers.revoke(ids));
    expect(now().mfa.trustedBrowsers.items).toEqual([]);
    await app.close();
  });
});

beforeEach(() => expect(platform).toBeNull());
