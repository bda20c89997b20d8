import { act, cleanup, waitFor } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PasskeyError } from "../src/index.ts";
import { installPlatform, type Platform } from "./platform.ts";
import { bindings, createApp, renderStrict } from "./support.tsx";

let platform: Platform | null = null;
afterEach(() => {
  cleanup();
  platform?.uninstall();
  platform = null;
});

describe.each(["classic", "proxy"] as const)("second factors and passkeys on the %s binding", (binding) => {
  async function setUp(options: Parameters<typeof createApp>[0] = {}, { offers = false } = {}) {
    const app = await createApp(options);
    const device = app.kit.authenticator();
    platform = installPlatform(device);
    const bound = bindings(app);
    const { hooks, wrap, call } = bound[binding]();
    const seen: { current: ReturnType<typeof useAll> } = { current: undefined as never };
    function useAll() {
      return {
        auth: hooks.useAuth(),
        flow: hooks.useFlow(),
        login: hooks.useLogin(),
        signup: hooks.useSignup(),
        logout: hooks.useLogout(),
        mfa: hooks.useMfa(),
      };
    }
    function Probe() {
      seen.current = useAll();
      return null;
    }
    function LoginPage() {
      const { offerPasskeys } = hooks.useLogin();
      useEffect(() => offerPasskeys(), [offerPasskeys]);
      return null;
    }
    function Pages() {
      const { status } = hooks.useAuth();
      return offers && status === "anonymous" ? <LoginPage /> : null;
    }
    renderStrict(
      wrap(
        <hooks.AuthProvider>
          <Probe />
          <Pages />
        </hooks.AuthProvider>,
      ),
    );
    await waitFor(() => expect(seen.current.auth.status).not.toBe("loading"));
    const user = async (given: Parameters<typeof app.kit.createUser>[0] = {}) =>
      app.kit.createUser({ ...given, data: { displayName: "Ada", newsletter: false } });
    const logIn = ({ email, password }: { email: string; password: string }) =>
      act(() => seen.current.login.login({ email, password }));
    return { app, device, platform, seen, call, user, logIn, queryClient: bound.queryClient };
  }

  it("sets an authenticator app up, and shows it at once", async () => {
    const { app, seen, user, logIn, queryClient } = await setUp();
    await logIn(await user());
    await waitFor(() => expect(seen.current.mfa.authenticators).toEqual([]));
    const setup = await act(() => seen.current.mfa.totp.begin());
    const code = await app.kit.totp(setup);
    const { recoveryCodes = [] } = await act(() => seen.current.mfa.totp.activate(code));
    expect(recoveryCodes).toHaveLength(10);
    await waitFor(() =>
      expect(seen.current.mfa.authenticators?.map(({ type }) => type)).toEqual(["totp", "recovery_codes"]),
    );
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
    await act(() => seen.current.mfa.totp.deactivate());
    expect(seen.current.mfa.authenticators).toEqual([]);
    await app.close();
  });

  it("asks for the second factor, and tells a wrong code by field", async () => {
    const { app, seen, user, logIn } = await setUp();
    const ada = await user({ totp: true });
    await logIn(ada);
    const answer = (code: string) =>
      act(async () => {
        if (seen.current.flow?.id === "mfa_authenticate") await seen.current.flow.authenticate(code).catch(() => {});
      });
    expect(seen.current.auth.status).toBe("pending");
    await answer("000000");
    expect(seen.current.flow?.fieldErrors).toEqual({
      code: "The code is not correct. Check it, or get a new one.",
    });
    await answer(await app.kit.totp(ada));
    expect(seen.current.auth).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    await app.close();
  });

  it("runs a parked call again after a code or a passkey, and shows recovery codes only then", async () => {
    const { app, seen, user, logIn, call, queryClient } = await setUp();
    const ada = await user({ totp: true, recoveryCodes: ["12345678"] });
    await logIn(ada);
    await act(async () => {
      if (seen.current.flow?.id === "mfa_authenticate") await seen.current.flow.authenticate(await app.kit.totp(ada));
    });
    await act(() => seen.current.mfa.passkeys.register({ name: "Laptop" }));
    const results: number[] = [];
    const again = async (confirm: () => Promise<unknown>) => {
      app.kit.clock.advance(300);
      const done = results.length + 1;
      await act(async () => void call(21).then((result) => results.push(result)));
      await waitFor(() => expect(seen.current.flow?.id).toBe("reauthenticate"));
      await act(confirm);
      await waitFor(() => expect(results).toHaveLength(done));
      expect(seen.current.flow).toBeNull();
    };
    await again(async () => {
      if (seen.current.flow?.id === "reauthenticate")
        await seen.current.flow.reauthenticateWithCode(await app.kit.totp(ada));
    });
    await again(async () => {
      if (seen.current.flow?.id === "reauthenticate") await seen.current.flow.reauthenticateWithPasskey();
    });
    expect(results).toEqual([42, 42]);
    app.kit.clock.advance(300);
    const shown: unknown[] = [];
    await act(async () => void seen.current.mfa.recoveryCodes.get().then(({ codes }) => shown.push(codes)));
    await waitFor(() => expect(seen.current.flow?.id).toBe("reauthenticate"));
    expect(shown).toEqual([]);
    await act(async () => {
      if (seen.current.flow?.id === "reauthenticate") await seen.current.flow.reauthenticateWithPasskey();
    });
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

  it("registers, renames and removes passkeys, and uses them as a second step", async () => {
    const { app, seen, user, logIn } = await setUp();
    const ada = await user();
    await logIn(ada);
    const { authenticator } = await act(() => seen.current.mfa.passkeys.register({ passwordless: false }));
    const { id } = authenticator;
    await act(() => seen.current.mfa.passkeys.rename(id, "Key ring"));
    expect(seen.current.mfa.authenticators?.[0]).toMatchObject({ id, name: "Key ring", isPasswordless: false });
    await act(() => seen.current.logout.logout());
    await logIn(ada);
    await act(async () => {
      if (seen.current.flow?.id === "mfa_authenticate") await seen.current.flow.authenticateWithPasskey();
    });
    expect(seen.current.auth.status).toBe("authenticated");
    await act(() => seen.current.mfa.passkeys.remove([id]));
    await waitFor(() => expect(seen.current.mfa.authenticators).toEqual([]));
    await app.close();
  });

  it("logs in with a passkey, by the button and from the autofill", async () => {
    const { app, seen, user, logIn, platform: browser } = await setUp({}, { offers: true });
    await waitFor(() => expect(browser.offers()).toBe(1));
    await logIn(await user());
    // Whoever is logged in is offered nothing.
    await waitFor(() => expect(browser.offers()).toBe(0));
    await act(() => seen.current.mfa.passkeys.register());
    await act(() => seen.current.logout.logout());
    await waitFor(() => expect(browser.offers()).toBe(1));
    browser.failNext("NotAllowedError");
    await act(() => seen.current.login.loginWithPasskey().catch(() => {}));
    expect(seen.current.auth.status).toBe("anonymous");
    // It gave way to the button, and is back.
    await waitFor(() => expect(browser.offers()).toBe(1));
    await act(async () => browser.choose());
    await waitFor(() => expect(seen.current.auth.status).toBe("authenticated"));
    await act(() => seen.current.logout.logout());
    await act(() => seen.current.login.loginWithPasskey());
    expect(seen.current.auth.status).toBe("authenticated");
    await app.close();
  });

  it("signs up with a passkey instead of a password", async () => {
    const { app, seen } = await setUp({
      ...{ account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } },
    });
    await act(() => seen.current.signup.signupWithPasskey({ email: "new@example.com", displayName: "Grace" }));
    const { code = "" } = (await app.kit.delivered()).lastMail("new@example.com").context;
    await act(async () => {
      if (seen.current.flow?.id === "verify_email") await seen.current.flow.verify(code);
    });
    await act(async () => {
      if (seen.current.flow?.id === "mfa_signup_webauthn") await seen.current.flow.registerPasskey("My laptop");
    });
    expect(seen.current.auth).toMatchObject({ status: "authenticated", user: { hasUsablePassword: false } });
    await waitFor(() => expect(seen.current.mfa.authenticators).toMatchObject([{ name: "My laptop" }]));
    await app.close();
  });

  it("tells for people why a passkey was not used", async () => {
    const { app, seen, user, logIn, device, platform: browser } = await setUp();
    await logIn(await user());
    const reasonOf = async (work: () => Promise<unknown>) => {
      const failure: unknown[] = [];
      await act(() => work().catch((error: unknown) => failure.push(error)));
      const [error] = failure;
      return error instanceof PasskeyError ? error.reason : String(error);
    };
    const register = () => seen.current.mfa.passkeys.register();
    browser.failNext("NotAllowedError");
    expect(await reasonOf(register)).toBe("cancelled");
    expect(seen.current.mfa.error?.message).toContain("it was cancelled, took too long");
    browser.failNext("SecurityError");
    expect(await reasonOf(register)).toBe("not_allowed_here");
    browser.failNext("NotSupportedError");
    expect(await reasonOf(register)).toBe("not_supported");
    browser.failNext("UnknownError");
    expect(await reasonOf(register)).toBe("failed");
    const { authenticator } = await act(register);
    expect(await reasonOf(register)).toBe("already_registered");
    await act(() => seen.current.mfa.passkeys.remove([authenticator.id]));
    await act(() => seen.current.logout.logout());
    expect(device.credentials).toHaveLength(1);
    expect(await reasonOf(() => seen.current.login.loginWithPasskey())).toBe("not_accepted");
    platform?.uninstall();
    expect(await reasonOf(() => seen.current.login.loginWithPasskey())).toBe("not_supported");
    await app.close();
  });

  it("lists trusted browsers, and revokes them", async () => {
    const { app, seen, user, logIn } = await setUp({ mfa: { trust: true } });
    const ada = await user({ totp: true });
    await logIn(ada);
    await act(async () => {
      if (seen.current.flow?.id === "mfa_authenticate") await seen.current.flow.authenticate(await app.kit.totp(ada));
    });
    await act(async () => {
      if (seen.current.flow?.id === "mfa_trust") await seen.current.flow.answer(true);
    });
    await waitFor(() => expect(seen.current.mfa.trustedBrowsers.items).toMatchObject([{ isCurrent: true }]));
    const ids = seen.current.mfa.trustedBrowsers.items?.map(({ id }) => id) ?? [];
    await act(() => seen.current.mfa.trustedBrowsers.revoke(ids));
    expect(seen.current.mfa.trustedBrowsers.items).toEqual([]);
    await app.close();
  });
});

beforeEach(() => expect(platform).toBeNull());
