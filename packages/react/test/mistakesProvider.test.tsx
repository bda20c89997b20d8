import { render, waitFor } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { describe, expect, it, vi } from "vitest";
import { watchHints } from "./hints.ts";
import { type Binding, bindings, type Hooks } from "./support.tsx";

const { said, serve } = watchHints();
/** Longer than the hint waits. */
const laterOn = () => new Promise((resolve) => setTimeout(resolve, 1_200));

/** Renders a page of two components that use hooks. @param around what the developer put around them */
async function show(binding: Binding, around: (children: ReactNode, hooks: Hooks) => ReactNode) {
  const { [binding]: bind } = bindings(await serve());
  const { hooks, wrap } = bind();
  const Status = () => hooks.useAuth().status;
  const Step = () => hooks.useFlow()?.id;
  const page = (
    <>
      <Status />
      <Step />
    </>
  );
  const { unmount, container } = render(<StrictMode>{wrap(around(page, hooks))}</StrictMode>);
  await waitFor(() => expect(container.textContent).toBe("anonymous"));
  return { unmount };
}

describe.each(["classic", "proxy", "context"] as const)("an app without <AuthProvider>, %s client", (binding) => {
  it("is named once in the developer's console, with the line to write", async () => {
    await show(binding, (page) => page);
    await waitFor(() =>
      expect(said()).toEqual([expect.stringMatching(/another tab.*<AuthProvider>.*<\/AuthProvider>.*createAuthHooks/)]),
    );
    await laterOn();
    expect(said()).toHaveLength(1);
  });

  it("is not suspected with the provider, around the components or beside them", async () => {
    await show(binding, (page, { AuthProvider }) => <AuthProvider>{page}</AuthProvider>);
    await show(binding, (page, { AuthProvider }) => (
      <>
        {page}
        <AuthProvider />
      </>
    ));
    await laterOn();
    expect(said()).toEqual([]);
  });
});

describe("an app without <AuthProvider>", () => {
  it("is not reported when the page has gone by then", async () => {
    const { unmount } = await show("proxy", (page) => page);
    unmount();
    await laterOn();
    expect(said()).toEqual([]);
  });

  it("is not reported in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await show("proxy", (page) => page);
    await laterOn();
    expect(said()).toEqual([]);
  });
});
