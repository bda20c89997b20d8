import { TEST_PASSWORD } from "@latchkey/server/testing";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

const PHONE = "+4915112345678";
const OTHER_PHONE = "+4915187654321";
const NEW_PASSWORD = "another fine password";

/** A page whose user is logged in. Actions send the same with both bindings, so each is called with only one. */
async function setUp(options: Parameters<typeof createApp>[0] = {}, user: { phone?: string } = {}) {
  const app = await createApp(options);
  const page = await openPage(app, "classic");
  const verified = user.phone === undefined ? {} : { phoneVerified: true };
  const ada = await app.kit.createUser({ ...user, ...verified, data });
  await page.logIn(ada);
  return { app, ada, ...page };
}

describe("useAccount", () => {
  it("changes the app's own fields, which the state then shows", async () => {
    const { app, now } = await setUp();
    const user = await act(() => now().account.update({ newsletter: true }));
    expect(user.data).toEqual({ displayName: "Ada", newsletter: true });
    await waitFor(() => expect(now().auth.user?.data).toEqual({ displayName: "Ada", newsletter: true }));
    await app.close();
  });

  it("deletes the account: it can no longer log in, and the form's error can be cleared", async () => {
    const { app, ada, now } = await setUp();
    const { email, password } = ada;
    await act(() => now().account.remove());
    expect(now().auth.status).toBe("anonymous");
    await act(() =>
      now()
        .login.login({ email, password })
        .catch(() => {}),
    );
    expect(now().login.error?.message).toContain("is incorrect");
    act(() => now().login.clearError());
    expect(now().login.error).toBeNull();
    await app.close();
  });
});

describe("useEmails", () => {
  it("adds an address, verifies it by its link, makes it the primary one, and removes the previous one", async () => {
    const { app, ada, now } = await setUp();
    const added = { email: "new@example.com", verified: false, primary: false };
    const former = { email: ada.email, verified: true, primary: true };
    expect(await act(() => now().emails.add(added.email))).toEqual([former, added]);
    await waitFor(() => expect(now().emails.emails).toEqual([former, added]));
    app.kit.clock.advance(180);
    await act(() => now().emails.requestVerification(added.email));
    const { mails } = await app.kit.delivered();
    const links = mails.filter(({ to, template }) => to === added.email && template === "verify_email");
    expect(links).toHaveLength(2);
    await act(() => now().emails.verify(links[1]?.context.key ?? ""));
    await waitFor(() => expect(now().emails.emails).toEqual([former, { ...added, verified: true }]));
    await act(() => now().emails.setPrimary(added.email));
    await waitFor(() => expect(now().auth.user?.email).toBe(added.email));
    expect(await act(() => now().emails.remove(ada.email))).toEqual([{ ...added, verified: true, primary: true }]);
    await waitFor(() => expect(now().emails.emails).toHaveLength(1));
    await app.close();
  });
});

describe("usePhone", () => {
  it("changes the number once the code that was sent again is entered", async () => {
    const { app, now } = await setUp({ account: { loginMethods: ["email", "phone"] } }, { phone: PHONE });
    await waitFor(() => expect(now().phone.phones).toEqual([{ phone: PHONE, verified: true }]));
    await act(() => now().phone.set(OTHER_PHONE));
    await waitFor(() => expect(now().phone.phones).toContainEqual({ phone: OTHER_PHONE, verified: false }));
    app.kit.clock.advance(60);
    await act(() => now().phone.resend());
    const { messages, lastSms } = await app.kit.delivered();
    expect(messages.filter(({ to }) => to === OTHER_PHONE)).toHaveLength(2);
    await act(() => now().phone.verify(lastSms(OTHER_PHONE).context.code ?? ""));
    await waitFor(() => expect(now().phone.phones).toEqual([{ phone: OTHER_PHONE, verified: true }]));
    expect(now().auth.user?.phone).toBe(OTHER_PHONE);
    await app.close();
  });
});

describe("usePassword", () => {
  it("changes the password", async () => {
    const { app, ada, now, logIn } = await setUp();
    await act(() => now().password.change({ currentPassword: TEST_PASSWORD, newPassword: NEW_PASSWORD }));
    await act(() => now().logout.logout());
    await logIn({ ...ada, password: NEW_PASSWORD });
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });

  it("sets a new one with the key of a link, which first shows whose it is", async () => {
    const { app, ada, now, logIn } = await setUp();
    await act(() => now().logout.logout());
    await act(() => now().password.requestReset({ email: ada.email }));
    const { key = "" } = (await app.kit.delivered()).lastMail(ada.email, "password_reset").context;
    expect(await act(() => now().password.checkKey(key))).toMatchObject({ user: { email: ada.email } });
    await act(() => now().password.reset({ key, password: NEW_PASSWORD }));
    await logIn({ ...ada, password: NEW_PASSWORD });
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });
});

describe("useSessions", () => {
  it("ends every session but this one", async () => {
    const { app, ada, now } = await setUp();
    await app.kit.client("app").account.login.mutate({ email: ada.email, password: ada.password });
    await act(() => now().sessions.revokeOthers());
    await waitFor(() => expect(now().sessions.sessions).toMatchObject([{ isCurrent: true }]));
    expect(await app.kit.sessionsOf(ada)).toHaveLength(1);
    await app.close();
  });
});

describe("useMfa", () => {
  it("generates new recovery codes, which replace the previous ones", async () => {
    const { app, now } = await setUp();
    const setup = await act(() => now().mfa.totp.begin());
    const code = await app.kit.totp(setup);
    const { recoveryCodes = [] } = await act(() => now().mfa.totp.activate(code));
    const { codes } = await act(() => now().mfa.recoveryCodes.generate());
    expect(codes).toHaveLength(10);
    expect(codes).not.toContain(recoveryCodes[0]);
    const kept = await act(() => now().mfa.recoveryCodes.get());
    expect(kept.codes?.toSorted()).toEqual(codes?.toSorted());
    await app.close();
  });
});

describe("useReauthentication", () => {
  it("reports the waiting call and its reason, and lets it run after the password or a code", async () => {
    const { app, ada, now, call } = await setUp();
    const answers: unknown[] = [];
    const waits = async () => {
      app.kit.clock.advance(301);
      await act(
        async () =>
          void call(21).then(
            (answer) => answers.push(answer),
            (error: Error) => answers.push(error),
          ),
      );
      await waitFor(() => expect(now().reauthentication.isRequired).toBe(true));
    };
    await waits();
    expect(now().reauthentication.flows).toEqual([{ id: "reauthenticate", isPending: false }]);
    await act(() => now().reauthentication.reauthenticate(ada.password));
    await waitFor(() => expect(answers).toEqual([42]));
    const setup = await act(() => now().mfa.totp.begin());
    const code = await app.kit.totp(setup);
    await act(() => now().mfa.totp.activate(code));
    await waits();
    const next = await app.kit.totp(setup);
    await act(() => now().reauthentication.reauthenticateWithCode(next));
    await waitFor(() => expect(answers).toEqual([42, 42]));
    await waits();
    act(() => now().reauthentication.cancel());
    await waitFor(() => expect(answers).toEqual([42, 42, expect.any(Error)]));
    expect(now().reauthentication.isRequired).toBe(false);
    await app.close();
  });
});
