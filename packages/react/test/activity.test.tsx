import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, it } from "vitest";
import { type Binding, createApp, data, type Hooks, openPage } from "./support.tsx";

afterEach(cleanup);

function Activity({ hooks }: { hooks: Hooks }) {
  const { activity = [], loadError, reload } = hooks.useActivity();
  return (
    <>
      <p>{loadError?.message ?? activity.map(({ type }) => type).join(", ")}</p>
      <button type="button" onClick={() => void reload()}>
        Reload
      </button>
    </>
  );
}

async function setUp(binding: Binding, audit: boolean) {
  const app = await createApp({ audit });
  const page = await openPage(app, binding, { content: (hooks) => <Activity hooks={hooks} /> });
  const ada = await app.kit.createUser({ data });
  await page.logIn(ada);
  return { app, ada };
}

it.each(["classic", "proxy", "context"] as const)(
  "useActivity shows what happened, and reads it again, on the %s binding",
  async (binding) => {
    const { app, ada } = await setUp(binding, true);
    await screen.findByText("login, signup");
    await app.kit.auth.removeAuthenticators(ada.id);
    await app.kit.auth.createSessionToken(ada.id);
    await act(async () => screen.getByText("Reload").click());
    await screen.findByText("session_created, login, signup");
    await app.close();
  },
);

it("useActivity says that nothing is stored without the option", async () => {
  const { app } = await setUp("proxy", false);
  await screen.findByText("This is not enabled. Turn it on in the options of createAuth.");
  await app.close();
});
