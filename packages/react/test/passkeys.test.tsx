import { act, cleanup, waitFor } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { installPlatform, type Platform, type PlatformOptions } from "./platform.ts";
import { createApp, data, type Hooks, openPage } from "./support.tsx";

let platform: Platform | null = null;
afterEach(() => {
  cleanup();
  platform?.uninstall();
  platform = null;
});

/** A login page offers passkeys in the autofill. */
function Offers({ hooks }: { hooks: Hooks }) {
  const { offerPasskeys } = hooks.useLogin();
  const isAnonymous = hooks.useAuth().status === "anonymous";
  useEffect(() => (isAnonymous ? offerPasskeys() : undefined), [isAnonymous, offerPasskeys]);
  return null;
}

async function setUp(
  has: PlatformOptions,
  { offers = false, ...options }: Parameters<typeof createApp>[0] & { offers?: boolean } = {},
) {
  const app = await createApp(options);
  const device = app.kit.authenticator();
  const browser = installPlatform(device, has);
  platform = browser;
  const page = await openPage(app, "proxy", { content: (hooks) => (offers ? <Offers hooks={hooks} /> : null) });
  const ada = await app.kit.createUser({ data });
  /** The ids in each list of accepted passkeys that was sent. */
  const accepted = () =>
    browser.signals.flatMap(([name, details]) =>
      name === "signalAllAcceptedCredentials" && "allAcceptedCredentialIds" in details
        ? [details.allAcceptedCredentialIds]
        : [],
    );
  const count = (path: string) => app.calls.filter((call) => call.includes(path)).length;
  return { app, device, browser, ada, accepted, count, ...page };
}

describe("password managers", () => {
  it("learn which passkeys log in after a login, and after each change of them", async () => {
    const { app, device, ada, accepted, now, logIn } = await setUp({ hasSignals: true });
    await logIn(ada);
    await waitFor(() => expect(accepted()).toEqual([[]]));
    const { authenticator } = await act(() => now().mfa.passkeys.register());
    const [id] = device.credentials.map((one) => one.id);
    await waitFor(() => expect(accepted()).toEqual([[], [id]]));
    await act(() => now().mfa.passkeys.remove([authenticator.id]));
    await waitFor(() => expect(accepted()).toEqual([[], [id], []]));
    await app.close();
  });

  it("learn the new name after a rename, of the user to whom the passkeys belong, and nothing after another change", async () => {
    const { app, browser, ada, accepted, now, logIn, count } = await setUp(
      { hasSignals: true },
      { account: { loginMethods: ["email", "username"] } },
    );
    await logIn(ada);
    await waitFor(() => expect(accepted()).toHaveLength(1));
    await act(() => now().account.update({ newsletter: true }));
    await act(() => now().account.update({ username: "ada_lovelace" }));
    await waitFor(() => expect(accepted()).toHaveLength(2));
    const names = browser.signals.filter(([name]) => name === "signalCurrentUserDetails").map(([, details]) => details);
    const userId = Buffer.from(ada.id.replaceAll("-", ""), "hex").toString("base64url");
    const of = { rpId: "localhost", userId, name: ada.email };
    expect(names).toEqual([
      { ...of, displayName: ada.email },
      { ...of, displayName: "ada_lovelace" },
    ]);
    expect(count("mfa.webauthn.signals")).toBe(2);
    await app.close();
  });

  it("are told to forget a passkey that nobody has, and no other that is refused", async () => {
    const { app, device, browser, ada, now, logIn } = await setUp({ hasSignals: true }, { offers: true });
    await logIn(ada);
    const { authenticator } = await act(() => now().mfa.passkeys.register());
    await act(() => now().logout.logout());
    const forgotten = () => browser.signals.filter(([name]) => name === "signalUnknownCredential");
    const [credential] = device.credentials;
    if (credential === undefined) throw new Error("no passkey was created");
    const logInWithPasskey = () =>
      act(() =>
        now()
          .login.loginWithPasskey()
          .catch((error: unknown) => error),
      );
    device.options.origin = "https://evil.example";
    expect(await logInWithPasskey()).toMatchObject({ reason: "not_accepted" });
    device.options.origin = app.kit.origin;
    await logInWithPasskey();
    expect(now().auth.status).toBe("authenticated");
    expect(forgotten()).toEqual([]);
    await act(() => now().mfa.passkeys.remove([authenticator.id]));
    await act(() => now().logout.logout());
    const expected = ["signalUnknownCredential", { rpId: "localhost", credentialId: credential.id }];
    expect(await logInWithPasskey()).toMatchObject({ reason: "not_accepted" });
    expect(forgotten()).toEqual([expected]);
    await waitFor(() => expect(browser.offers()).toBe(1));
    await act(async () => browser.choose());
    await waitFor(() => expect(forgotten()).toEqual([expected, expected]));
    await app.close();
  });

  it("are not asked for where the browser tells them nothing, or the app has no passkeys", async () => {
    const silent = await setUp({});
    await silent.logIn(silent.ada);
    await act(() => silent.now().mfa.passkeys.register());
    expect([silent.browser.signals, silent.count("mfa.webauthn.signals")]).toEqual([[], 0]);
    await silent.app.close();
    cleanup();
    platform?.uninstall();
    const without = await setUp({ hasSignals: true }, { mfa: { types: ["totp"], passkeyLogin: false } });
    await without.logIn(without.ada);
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    expect([without.browser.signals, without.count("mfa.webauthn.signals")]).toEqual([[], 0]);
    await without.app.close();
  });
});

describe("a passkey created without asking", () => {
  const upgrade = { mfa: { passkeyUpgrade: true } };

  it("follows a login by password, is listed, and is known to password managers", async () => {
    const { app, device, ada, accepted, now, logIn } = await setUp(
      { hasSignals: true, conditionalCreate: true },
      upgrade,
    );
    await logIn(ada);
    await waitFor(() => expect(now().mfa.authenticators).toMatchObject([{ name: "Passkey", isAutomatic: true }]));
    const [id] = device.credentials.map((one) => one.id);
    await waitFor(() => expect(accepted()).toEqual([[], [id]]));
    await act(() => now().logout.logout());
    await act(() => now().login.loginWithPasskey());
    expect(now().auth.status).toBe("authenticated");
    await waitFor(() => expect(accepted()).toEqual([[], [id], [id]]));
    await act(() => now().password.change({ currentPassword: ada.password, newPassword: "a new and long one" }));
    await waitFor(() => expect(accepted().at(-1)).toEqual([]));
    await app.close();
  });

  it.each<[string, PlatformOptions, Parameters<typeof createApp>[0]]>([
    ["the app does not want it", { hasSignals: true, conditionalCreate: true }, {}],
    ["the browser cannot", { hasSignals: true }, upgrade],
  ])("is not begun where %s", async (_what, has, options) => {
    const { app, device, ada, accepted, logIn, count } = await setUp(has, options);
    await logIn(ada);
    await waitFor(() => expect(accepted()).toHaveLength(1));
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect([device.credentials, count("upgrade")]).toEqual([[], 0]);
    await app.close();
  });

  it("takes nothing from the user when the browser creates none", async () => {
    const { app, browser, ada, now, logIn, count } = await setUp(
      { hasSignals: true, conditionalCreate: true },
      upgrade,
    );
    browser.failNext("NotAllowedError");
    await logIn(ada);
    await waitFor(() => expect(count("upgrade.begin")).toBe(1));
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(now().auth.status).toBe("authenticated");
    expect([count("upgrade.register"), now().login.error, now().mfa.error]).toEqual([0, null, null]);
    await app.close();
  });
});

describe("loginImmediately", () => {
  it("logs in with a passkey that is at hand, also beside an offer in the autofill", async () => {
    const { app, browser, ada, now, logIn } = await setUp({ immediateGet: true }, { offers: true });
    await logIn(ada);
    await act(() => now().mfa.passkeys.register());
    await act(() => now().logout.logout());
    await waitFor(() => expect(browser.offers()).toBe(1));
    const state = await act(() => now().login.loginImmediately());
    expect(state?.status).toBe("authenticated");
    expect(now().auth).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    await app.close();
  });

  it("is null where none is at hand, and the autofill is offered again; the form is no failure", async () => {
    const { app, browser, now } = await setUp({ immediateGet: true }, { offers: true });
    await waitFor(() => expect(browser.offers()).toBe(1));
    expect(await act(() => now().login.loginImmediately())).toBeNull();
    expect(now().login.error).toBeNull();
    await waitFor(() => expect(browser.offers()).toBe(1));
    await app.close();
  });

  it("is null without asking the server where the browser cannot tell", async () => {
    const { app, now, count } = await setUp({});
    expect(await act(() => now().login.loginImmediately())).toBeNull();
    platform?.uninstall();
    expect(await act(() => now().login.loginImmediately())).toBeNull();
    expect(count("beginLogin")).toBe(0);
    await app.close();
  });

  it("reports a passkey that is refused", async () => {
    const { app, ada, now, logIn } = await setUp({ immediateGet: true });
    await logIn(ada);
    const { authenticator } = await act(() => now().mfa.passkeys.register());
    await act(() => now().mfa.passkeys.remove([authenticator.id]));
    await act(() => now().logout.logout());
    const failure = await act(() =>
      now()
        .login.loginImmediately()
        .catch((error: unknown) => error),
    );
    expect(failure).toMatchObject({ reason: "not_accepted" });
    await app.close();
  });
});
