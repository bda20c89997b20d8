import type { AddressInfo } from "node:net";
import { AuthError, authErrorFormatter, loginStage } from "@latchkey/server";
import { createTestKit } from "@latchkey/server/testing";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, waitFor } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import { expect } from "vitest";
import { z } from "zod";
import { authLink, createAuthHooks } from "../src/index.ts";
import { browserFetch } from "./browserFetch.ts";
import { emptyDatabase } from "./database.ts";

const acceptTerms = loginStage({
  id: "accept_terms",
  state: z.object({ version: z.number() }),
  schema: z.object({ version: z.coerce.number<string>() }),
  enter: () => ({ version: 3 }),
  answer({ input, state }) {
    if (input.version !== state.version)
      throw new AuthError("invalid", { param: "version", message: "Read version 3." });
  },
});

const chooseOrganisation = loginStage({
  id: "choose_organisation",
  state: z.object({ organisations: z.array(z.string()) }),
  schema: z.enum(["acme", "globex"]),
  enter: () => ({ organisations: ["acme", "globex"] }),
  answer() {},
});

/** An app with two stages of its own, and with its own view of a user. */
export async function createStagedApp() {
  const kit = await createTestKit({
    database: await emptyDatabase(),
    account: { signup: { fields: z.object({ displayName: z.string(), note: z.string().default("secret") }) } },
    stages: [acceptTerms, chooseOrganisation],
    viewUser: ({ data, email }) => ({ displayName: data.displayName, isStaff: email?.endsWith("@acme.com") ?? false }),
  });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const appRouter = t.router({
    auth: kit.auth.authRouter,
    isStaff: t.procedure.concat(kit.auth.authenticated).query(({ ctx }): boolean => ctx.auth.user.data.isStaff),
  });
  const server = createHTTPServer({
    router: appRouter,
    basePath: "/trpc/",
    createContext: (opts) => kit.auth.createContext(opts),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fetch = browserFetch({ port, origin: kit.origin, cookies: new Map(), calls: [] });
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await kit[Symbol.asyncDispose]();
  };
  return { kit, appRouter, fetch, close };
}

type App = Awaited<ReturnType<typeof createStagedApp>>;
export type StagedRouter = App["appRouter"];

function bind({ kit, fetch }: App, binding: "classic" | "proxy") {
  const url = `${kit.origin}/trpc`;
  const links = [authLink<StagedRouter>({ url, fetch }), httpBatchLink({ url, fetch })];
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrap = (children: ReactNode) => <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
  const client = createTRPCClient<StagedRouter>({ links });
  if (binding === "proxy")
    return { hooks: createAuthHooks(createTRPCOptionsProxy<StagedRouter>({ client, queryClient }).auth), wrap, client };
  const trpc = createTRPCReact<StagedRouter>();
  const classic = trpc.createClient({ links });
  return {
    client,
    hooks: createAuthHooks(trpc.auth),
    wrap: (children: ReactNode) => (
      <trpc.Provider client={classic} queryClient={queryClient}>
        {wrap(children)}
      </trpc.Provider>
    ),
  };
}

/** Opens a page of the app. @returns what its hooks returned in the last render */
export async function openStagedPage(app: App, binding: "classic" | "proxy") {
  const { hooks, wrap, client } = bind(app, binding);
  const use = () => ({ auth: hooks.useAuth(), flow: hooks.useFlow(), login: hooks.useLogin() });
  const seen: { current: ReturnType<typeof use> | null } = { current: null };
  const now = () => {
    if (seen.current === null) throw new Error("nothing was drawn");
    return seen.current;
  };
  function Probe() {
    seen.current = use();
    return null;
  }
  render(
    wrap(
      <hooks.AuthProvider>
        <Probe />
      </hooks.AuthProvider>,
    ),
  );
  await waitFor(() => expect(now().auth.status).not.toBe("loading"));
  return { now, client };
}
