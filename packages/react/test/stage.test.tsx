import { TEST_PASSWORD as password } from "@latchkey/server/testing";
import { act, cleanup } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { createStagedApp, openStagedPage } from "./ownStages.tsx";

afterEach(cleanup);

describe.each(["classic", "proxy"] as const)("useFlow, %s client", (binding) => {
  it("answers the app's own stages in their order, and shows the app's own view of the user", async () => {
    const app = await createStagedApp();
    const { email } = await app.kit.createUser({
      email: "ada@acme.com",
      data: { displayName: "Ada", note: "for the server only" },
    });
    const { now, client } = await openStagedPage(app, binding);
    await act(() => now().login.login({ email, password }));
    const terms = now().flow;
    if (terms?.id !== "accept_terms") throw new Error(`at ${terms?.id}`);
    expect(terms.state).toEqual({ version: 3 });
    await act(() => terms.answer({ version: "2" }).catch(() => {}));
    const refused = now().flow;
    if (refused?.id !== "accept_terms") throw new Error(`at ${refused?.id}`);
    expect(refused.fieldErrors).toEqual({ version: "Read version 3." });
    expect(refused.actions.answer.error).not.toBeNull();
    await act(() => refused.answer({ version: "3" }));
    const choice = now().flow;
    if (choice?.id !== "choose_organisation") throw new Error(`at ${choice?.id}`);
    // Of the step before, not of this one.
    expect(choice.actions.answer.error).toBeNull();
    expect(choice.state.organisations).toEqual(["acme", "globex"]);
    await act(() => choice.answer("acme"));
    expect(now().flow).toBeNull();
    expect(now().auth).toMatchObject({ status: "authenticated", user: { email } });
    expect(now().auth.user?.data).toEqual({ displayName: "Ada", isStaff: true });
    expect(await client.isStaff.query()).toBe(true);
    expect(app.kit.errors).toEqual([]);
    await app.close();
  });

  it("cancels a login that waits at one", async () => {
    const app = await createStagedApp();
    const { email } = await app.kit.createUser({ data: { displayName: "Ada", note: "" } });
    const { now } = await openStagedPage(app, binding);
    await act(() => now().login.login({ email, password }));
    await act(async () => void (await now().flow?.cancel()));
    expect(now().auth.status).toBe("anonymous");
    await app.close();
  });
});
