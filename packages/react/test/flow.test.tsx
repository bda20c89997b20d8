import { TEST_PASSWORD } from "@latchkey/server/testing";
import { act, cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

const EMAIL = "ada@example.com";
const OTHER_EMAIL = "grace@example.com";
const PHONE = "+4915112345678";
const OTHER_PHONE = "+4915187654321";

/** A page of an app. Actions send the same with both bindings, so each is called with only one. */
async function setUp(options: Parameters<typeof createApp>[0] = {}) {
  const app = await createApp(options);
  const codeTo = async (to: string) => {
    const { lastMail, lastSms } = await app.kit.delivered();
    return (to.includes("@") ? lastMail(to) : lastSms(to)).context.code ?? "";
  };
  return { app, codeTo, ...(await openPage(app, "proxy")) };
}

describe("a step that waits", () => {
  it("allows changing an address and resending its code before it is entered", async () => {
    const { app, now, atStep, codeTo } = await setUp({ account: { emailVerificationBy: "code" } });
    await act(() => now().signup.signup({ email: EMAIL, password: TEST_PASSWORD, ...data }));
    await atStep("verify_email", (flow) => flow.change(OTHER_EMAIL));
    expect(now().flow).toMatchObject({ id: "verify_email", email: OTHER_EMAIL });
    app.kit.clock.advance(60);
    await atStep("verify_email", (flow) => flow.resend());
    const { mails } = await app.kit.delivered();
    expect(mails.filter(({ to }) => to === OTHER_EMAIL)).toHaveLength(2);
    const code = await codeTo(OTHER_EMAIL);
    await atStep("verify_email", (flow) => flow.verify(code));
    expect(now().auth).toMatchObject({ status: "authenticated", user: { email: OTHER_EMAIL } });
    await app.close();
  });

  it("allows changing a number and resending its code before it is entered", async () => {
    const phones = { loginMethods: ["phone"], signup: { email: "off" } } as const;
    const { app, now, atStep, codeTo } = await setUp({ account: phones });
    await act(() => now().signup.signup({ phone: PHONE, password: TEST_PASSWORD, ...data }));
    await atStep("verify_phone", (flow) => flow.change(OTHER_PHONE));
    expect(now().flow).toMatchObject({ id: "verify_phone", phone: OTHER_PHONE });
    app.kit.clock.advance(60);
    await atStep("verify_phone", (flow) => flow.resend());
    const { messages } = await app.kit.delivered();
    expect(messages.filter(({ to }) => to === OTHER_PHONE)).toHaveLength(2);
    const code = await codeTo(OTHER_PHONE);
    await atStep("verify_phone", (flow) => flow.verify(code));
    expect(now().auth).toMatchObject({ status: "authenticated", user: { phone: OTHER_PHONE } });
    await app.close();
  });

  it("logs in by a code, which is sent again on request", async () => {
    const { app, now, atStep, codeTo } = await setUp({ account: { loginByCode: { enabled: true } } });
    const ada = await app.kit.createUser({ data });
    await act(() => now().login.requestCode({ email: ada.email }));
    app.kit.clock.advance(60);
    await atStep("login_by_code", (flow) => flow.resend());
    expect((await app.kit.delivered()).mails).toHaveLength(2);
    const code = await codeTo(ada.email);
    await atStep("login_by_code", (flow) => flow.confirm(code));
    expect(now().auth).toMatchObject({ status: "authenticated", user: { id: ada.id } });
    await app.close();
  });

  it("resets a password by a code, which is sent again on request and stays valid once it was right", async () => {
    const { app, now, atStep, codeTo, logIn } = await setUp({ account: { passwordResetBy: "code" } });
    const ada = await app.kit.createUser({ data });
    await act(() => now().password.requestReset({ email: ada.email }));
    app.kit.clock.advance(60);
    await atStep("password_reset_by_code", (flow) => flow.resend());
    expect((await app.kit.delivered()).mails).toHaveLength(2);
    const code = await codeTo(ada.email);
    const { user } = await atStep("password_reset_by_code", (flow) => flow.check(code));
    expect(user.email).toBe(ada.email);
    expect(now().flow).toMatchObject({ id: "password_reset_by_code", confirmed: true });
    await atStep("password_reset_by_code", (flow) => flow.reset(code, "another fine password"));
    await logIn({ ...ada, password: "another fine password" });
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });

  it("is cancelled: the login is abandoned, and nobody is logged in", async () => {
    const account = { loginMethods: ["email", "phone"], emailVerificationBy: "code", passwordResetBy: "code" } as const;
    const { app, now, atStep, codeTo, logIn } = await setUp({
      account: { ...account, loginByCode: { enabled: true } },
      mfa: { trust: true, passkeySignup: true },
    });
    const ada = await app.kit.createUser({ data, totp: true });
    const bob = await app.kit.createUser({ data, phone: PHONE });
    const isOver = () => expect(now().auth).toMatchObject({ status: "anonymous", ended: null });
    await act(() => now().signup.signup({ email: EMAIL, password: TEST_PASSWORD, ...data }));
    await atStep("verify_email", (flow) => flow.cancel());
    isOver();
    await logIn(bob);
    await atStep("verify_phone", (flow) => flow.cancel());
    isOver();
    await act(() => now().login.requestCode({ email: ada.email }));
    await atStep("login_by_code", (flow) => flow.cancel());
    isOver();
    await act(() => now().password.requestReset({ email: ada.email }));
    await atStep("password_reset_by_code", (flow) => flow.cancel());
    isOver();
    await logIn(ada);
    await atStep("mfa_authenticate", (flow) => flow.cancel());
    isOver();
    await logIn(ada);
    await atStep("mfa_authenticate", async (flow) => flow.authenticate(await app.kit.totp(ada)));
    await atStep("mfa_trust", (flow) => flow.cancel());
    isOver();
    await act(() => now().signup.signupWithPasskey({ email: OTHER_EMAIL, displayName: "Grace" }));
    const code = await codeTo(OTHER_EMAIL);
    await atStep("verify_email", (flow) => flow.verify(code));
    await atStep("mfa_signup_webauthn", (flow) => flow.cancel());
    isOver();
    expect(app.calls.filter((call) => call === "POST /trpc/auth.session.cancel")).toHaveLength(7);
    await app.close();
  });
});
