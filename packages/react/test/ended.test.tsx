import { TEST_PASSWORD } from "@latchkey/server/testing";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hasCode } from "../src/index.ts";
import { type App, type Binding, createApp, data } from "./support.tsx";

afterEach(cleanup);

const EMAIL = "ada@example.com";
const byCode = { account: { emailVerificationBy: "code" } } as const;
const VERIFIED = { flow: "verify_email", reason: "verified" };

/** A tab of the app's browser: with its own modules and cache, and the browser's cookies. */
async function openTab(app: App, binding: Binding = "classic") {
  vi.resetModules();
  const { openPage } = await import("./support.tsx");
  const page = await openPage(app, binding);
  const { now, atStep, queryClient } = page;
  const signUp = () => act(() => now().signup.signup({ email: EMAIL, password: TEST_PASSWORD, ...data }));
  /** Submits a code in the current step. @returns the reason for a refusal; null on success */
  const verify = (code: string) =>
    atStep("verify_email", (flow) =>
      flow.verify(code).then(
        () => null,
        (error: unknown) => error,
      ),
    );
  /** What a browser does when the user comes back to the tab. */
  const refetch = () => act(() => queryClient.invalidateQueries());
  return { ...page, signUp, verify, refetch };
}

async function linkIn(app: App): Promise<string> {
  return (await app.kit.delivered()).lastMail(EMAIL).context.key ?? "";
}

describe.each(["classic", "proxy"] as const)("why a flow ended, on the %s binding", (binding) => {
  it("is reported when its time is over, and kept until another one begins", async () => {
    const app = await createApp(byCode);
    const { now, signUp, verify, refetch } = await openTab(app, binding);
    expect(now().auth.ended).toBeNull();
    await signUp();
    app.kit.clock.advance(3600);
    expect(hasCode(await verify("BCDF-GHJK"), "no_pending_flow")).toBe(true);
    expect(now().flow).toBeNull();
    expect(now().auth).toMatchObject({
      status: "anonymous",
      ended: { flow: "verify_email", reason: "expired" },
    });
    await refetch();
    expect(now().auth.ended).toEqual({ flow: "verify_email", reason: "expired" });
    await signUp();
    expect(now().auth).toMatchObject({ status: "pending", ended: null });
    await app.close();
  });

  it("is dropped when it has been read", async () => {
    const app = await createApp(byCode);
    const { now, signUp, verify, refetch } = await openTab(app, binding);
    await signUp();
    for (const code of ["BCDF-GHJK", "BCDF-GHJL", "BCDF-GHJM", "BCDF-GHJN"]) {
      if (now().flow !== null) await verify(code);
    }
    expect(now().auth.ended).toEqual({ flow: "verify_email", reason: "attempts" });
    act(() => now().auth.dismissEnded());
    await waitFor(() => expect(now().auth).toMatchObject({ status: "anonymous", ended: null }));
    await refetch();
    expect(now().auth.ended).toBeNull();
    await app.close();
  });
});

describe("a signup whose link is opened on another device", () => {
  it("is reported when the tab is viewed again, and dropped when a user logs in", async () => {
    const app = await createApp();
    const { now, signUp, refetch, logIn } = await openTab(app);
    await signUp();
    await app.kit.client("browser").account.email.verify.mutate({ key: await linkIn(app) });
    await refetch();
    await waitFor(() => expect(now().auth).toMatchObject({ status: "anonymous", ended: VERIFIED }));
    await logIn({ email: EMAIL, password: TEST_PASSWORD });
    expect(now().auth).toMatchObject({ status: "authenticated", ended: null });
    await app.close();
  });

  it("is reported by the response to the next action", async () => {
    const app = await createApp();
    const { now, signUp, atStep } = await openTab(app);
    await signUp();
    await app.kit.client("browser").account.email.verify.mutate({ key: await linkIn(app) });
    const failure = await atStep("verify_email", (flow) => flow.resend().catch((error: unknown) => error));
    expect(hasCode(failure, "no_pending_flow")).toBe(true);
    expect(now().auth).toMatchObject({ status: "anonymous", ended: VERIFIED });
    await app.close();
  });

  it("lets the link be opened again, anywhere", async () => {
    const app = await createApp();
    const { now, signUp } = await openTab(app);
    await signUp();
    const key = await linkIn(app);
    await app.kit.client("browser").account.email.verify.mutate({ key });
    const here = await act(() => now().emails.checkKey(key));
    expect(here).toEqual({ email: EMAIL, isAuthenticating: false, isVerified: true });
    expect(await act(() => now().emails.verify(key))).toMatchObject({ status: "anonymous", ended: VERIFIED });
    expect(now().auth.ended).toEqual(VERIFIED);
    await app.close();
  });
});

describe("two tabs", () => {
  it("both report that the link was opened, whichever it was opened in", async () => {
    const app = await createApp();
    const waiting = await openTab(app);
    await waiting.signUp();
    const link = await openTab(app);
    expect(link.now().flow?.id).toBe("verify_email");
    const key = await linkIn(app);
    await act(() => link.now().emails.verify(key));
    expect(link.now().auth.ended).toEqual(VERIFIED);
    await waitFor(() => expect(waiting.now().auth.ended).toEqual(VERIFIED));
    expect(waiting.now().flow).toBeNull();
    await app.close();
  });

  it("both show what the server reported to the first one", async () => {
    const app = await createApp(byCode);
    const first = await openTab(app);
    await first.signUp();
    const second = await openTab(app);
    app.kit.clock.advance(3600);
    await first.verify("BCDF-GHJK");
    await waitFor(() => expect(second.now().auth.status).toBe("anonymous"));
    await waitFor(() => expect(second.now().auth.ended).toEqual({ flow: "verify_email", reason: "expired" }));
    await second.refetch();
    expect(second.now().auth.ended).toEqual({ flow: "verify_email", reason: "expired" });
    await app.close();
  });
});

describe("a login that waits for its second factor", () => {
  it.each([
    ["revoked", "another password"],
    ["superseded", "new recovery codes"],
  ] as const)("is reported as %s by %s elsewhere", async (reason, _change) => {
    const app = await createApp();
    const ada = await app.kit.createUser({ data, totp: true });
    const client = app.kit.client("app");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    await client.mfa.authenticate.mutate({ code: await app.kit.totp(ada) });
    const { now, logIn, atStep } = await openTab(app);
    await logIn(ada);
    if (reason === "superseded") await client.mfa.recoveryCodes.generate.mutate();
    else {
      const passwords = { currentPassword: ada.password, newPassword: "another fine password" };
      await client.account.password.change.mutate(passwords);
    }
    app.kit.clock.advance(60);
    const code = await app.kit.totp(ada);
    await atStep("mfa_authenticate", (flow) => flow.authenticate(code).catch(() => {}));
    await waitFor(() => expect(now().auth.ended).toEqual({ flow: "mfa_authenticate", reason }));
    await app.close();
  });
});
