import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { installPlatform, type Platform } from "./platform.ts";
import { createApp, data, openPage } from "./support.tsx";

let platform: Platform | null = null;
afterEach(() => {
  cleanup();
  platform?.uninstall();
  platform = null;
});

describe.each(["classic", "proxy"] as const)("a required second factor on the %s binding", (binding) => {
  async function waiting() {
    const app = await createApp({ mfa: { required: true } });
    platform = installPlatform(app.kit.authenticator());
    const page = await openPage(app, binding);
    const ada = await app.kit.createUser({ data });
    await page.logIn(ada);
    return { app, ada, ...page };
  }

  it("is set up within the login, by an authenticator app, and its secrets are in no cache", async () => {
    const { app, now, atStep, queryClient } = await waiting();
    expect(now().flow).toMatchObject({ id: "mfa_enroll", types: ["totp", "webauthn"], isEnrolled: false });
    const { secret } = await atStep("mfa_enroll", (flow) => flow.beginTotp());
    const code = await app.kit.totp({ secret });
    const codes = await atStep("mfa_enroll", (flow) => flow.activateTotp(code));
    expect(codes).toHaveLength(10);
    expect(now().flow).toMatchObject({ id: "mfa_enroll", isEnrolled: true });
    const cached = JSON.stringify(
      queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    );
    for (const one of [secret, ...codes]) expect(cached).not.toContain(one);
    await atStep("mfa_enroll", (flow) => flow.complete());
    expect(now().auth).toMatchObject({ status: "authenticated", session: { level: 2 } });
    await app.close();
  });

  it("is set up within the login by a passkey, and reports what is wrong by action", async () => {
    const { app, now, atStep } = await waiting();
    await atStep("mfa_enroll", (flow) => flow.beginTotp());
    await atStep("mfa_enroll", (flow) => flow.activateTotp("000000").catch(() => {}));
    expect(now().flow).toMatchObject({
      actions: { activateTotp: { fieldErrors: { code: "The code is incorrect. Check it, or get a new one." } } },
    });
    const codes = await atStep("mfa_enroll", (flow) => flow.registerPasskey({ name: "Laptop" }));
    expect(codes).toHaveLength(10);
    await atStep("mfa_enroll", (flow) => flow.complete());
    await waitFor(() => expect(now().mfa.authenticators?.[0]).toMatchObject({ type: "webauthn", name: "Laptop" }));
    await app.close();
  });
});

describe.each(["classic", "proxy"] as const)("a call that requires level 2, on the %s binding", (binding) => {
  it("waits for the second factor, and goes on with it", async () => {
    const app = await createApp();
    const { now, logIn, pay, atStep } = await openPage(app, binding);
    const ada = await app.kit.createUser({ data });
    await logIn(ada);
    await expect(pay()).rejects.toMatchObject({ data: { auth: { errors: [{ code: "second_factor_required" }] } } });
    await app.kit.auth.importAuthenticators(ada.id, { totpSecret: ada.totpSecret });
    const paid: string[] = [];
    await act(async () => void pay().then((receipt) => paid.push(receipt)));
    await waitFor(() =>
      expect(now().flow).toMatchObject({
        id: "reauthenticate",
        flows: [{ id: "mfa_reauthenticate", types: ["totp"] }],
      }),
    );
    await atStep("reauthenticate", async (flow) => flow.reauthenticateWithCode(await app.kit.totp(ada)));
    await waitFor(() => expect(paid).toEqual(["paid"]));
    expect(now().auth).toMatchObject({ session: { level: 2 } });
    await app.close();
  });
});

describe("a password that attackers know", () => {
  it("is replaced within the login, and what is wrong with the new one is shown by field", async () => {
    const known = new Set<string>();
    const app = await createApp({ account: { password: { checkAtLogin: true, isBlocked: (one) => known.has(one) } } });
    const { now, logIn, atStep } = await openPage(app, "proxy");
    const ada = await app.kit.createUser({ data });
    known.add(ada.password);
    await logIn(ada);
    const { code = "" } = (await app.kit.delivered()).lastMail(ada.email).context;
    await atStep("login_by_code", (flow) => flow.confirm(code));
    await atStep("change_password", (flow) => flow.replace(ada.password).catch(() => {}));
    expect(now().flow).toMatchObject({
      id: "change_password",
      fieldErrors: { password: "This password is too common. Choose one that is hard to guess." },
    });
    await atStep("change_password", (flow) => flow.replace("staples of a battery"));
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });
});
