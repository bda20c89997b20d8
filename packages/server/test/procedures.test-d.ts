import { createTRPCClient, type TRPCClient } from "@trpc/client";
import { type inferRouterInputs, type inferRouterOutputs, initTRPC } from "@trpc/server";
import superjson from "superjson";
import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type AuthOptions, authErrorFormatter, createAuth } from "../src/index.ts";
import type { AuthErrorData, AuthState, EndedFlow, PendingFlow, SessionInfo, Tokens, User } from "../src/types.ts";

declare const database: AuthOptions["database"];
const base = { database, secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com" };
const fields = z.object({
  displayName: z.string(),
  newsletter: z.boolean().default(false),
  age: z.string().transform(Number),
});
type Data = { displayName: string; newsletter: boolean; age: number };

const auth = createAuth({ ...base, account: { signup: { fields } } });
const createContext = async (request: Request) => ({
  ...(await auth.createContext({ req: request, resHeaders: new Headers() })),
  locale: "en",
});
const t = initTRPC
  .context<Awaited<ReturnType<typeof createContext>>>()
  .create({ transformer: superjson, errorFormatter: authErrorFormatter });
const appRouter = t.router({
  // Under a key that the app chose.
  identity: auth.authRouter,
  whoAmI: t.procedure.query(async ({ ctx }) => {
    expectTypeOf(await ctx.auth.current()).toEqualTypeOf<{ user: User<Data>; session: SessionInfo } | null>();
    expectTypeOf(ctx.auth).not.toHaveProperty("user");
    return null;
  }),
  mine: t.procedure.concat(auth.authenticated).query(({ ctx }) => {
    expectTypeOf(ctx.auth.user).toEqualTypeOf<User<Data>>();
    expectTypeOf(ctx.auth.session).toEqualTypeOf<SessionInfo>();
    expectTypeOf(ctx.locale).toEqualTypeOf<string>();
    // @ts-expect-error there is no such field
    void ctx.auth.user.data.nickname;
    return ctx.auth.user.data.age;
  }),
  rename: t.procedure
    .concat(auth.recentlyAuthenticated)
    .input(z.object({ name: z.string() }))
    .mutation(({ ctx, input }) => {
      expectTypeOf(ctx.auth.user).toEqualTypeOf<User<Data>>();
      expectTypeOf(ctx.auth.session.reauthenticatedAt).toEqualTypeOf<string>();
      expectTypeOf(input).toEqualTypeOf<{ name: string }>();
      return input.name;
    }),
});
type AppRouter = typeof appRouter;
type Inputs = inferRouterInputs<AppRouter>["identity"];
type Outputs = inferRouterOutputs<AppRouter>["identity"];
declare const client: TRPCClient<AppRouter>;

describe("the app's own procedures", () => {
  it("have the logged-in user behind auth.authenticated and auth.recentlyAuthenticated", () => {
    expectTypeOf(client.mine.query).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(client.rename.mutate).parameter(0).toEqualTypeOf<{ name: string }>();
  });

  it("need the context of Latchkey", () => {
    const other = initTRPC.context<{ auth: { role: string } }>().create();
    // @ts-expect-error what is under `auth` is the app's own
    other.procedure.concat(auth.authenticated);
  });
});

describe("signup fields", () => {
  it("are required by signup as the form sends them", () => {
    expectTypeOf<Inputs["account"]["signup"]["displayName"]>().toEqualTypeOf<string>();
    expectTypeOf<Inputs["account"]["signup"]["newsletter"]>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<Inputs["account"]["signup"]["age"]>().toEqualTypeOf<string>();
    // @ts-expect-error a required field is missing
    void client.identity.account.signup.mutate({ email: "ada@example.com", password: "secret", age: "36" });
    void client.identity.account.signup.mutate({
      email: "ada@example.com",
      password: "secret",
      displayName: "Ada",
      // @ts-expect-error the form sends a string
      age: 36,
    });
  });

  it("are returned in the user as they are stored", () => {
    expectTypeOf<Outputs["account"]["signup"]>().toEqualTypeOf<AuthState<Data>>();
    expectTypeOf<Outputs["account"]["login"]>().toEqualTypeOf<AuthState<Data>>();
    expectTypeOf<Outputs["session"]["get"]>().toEqualTypeOf<AuthState<Data>>();
  });

  it("are none where the app has none", () => {
    const plain = createAuth(base);
    const router = initTRPC.context<Awaited<ReturnType<typeof plain.createContext>>>().create().router;
    const app = router({ auth: plain.authRouter });
    const own = createTRPCClient<typeof app>({ links: [] });
    void own.auth.account.signup.mutate({ email: "ada@example.com", password: "secret" });
    // @ts-expect-error a password is a string
    void own.auth.account.signup.mutate({ email: "ada@example.com", password: 1 });
  });
});

describe("AuthState", () => {
  it("narrows by its status", () => {
    const check = (state: AuthState<Data>) => {
      // @ts-expect-error there may be no logged-in user
      void state.user;
      switch (state.status) {
        case "authenticated":
          expectTypeOf(state.user).toEqualTypeOf<User<Data>>();
          expectTypeOf(state.flow).toEqualTypeOf<PendingFlow | null>();
          expectTypeOf(state.tokens).toEqualTypeOf<Tokens | undefined>();
          return;
        case "pending":
          expectTypeOf(state.flow).toEqualTypeOf<PendingFlow>();
          expectTypeOf(state).not.toHaveProperty("user");
          return;
        case "anonymous":
          expectTypeOf(state.ended).toEqualTypeOf<EndedFlow | undefined>();
          expectTypeOf(state).not.toHaveProperty("flow");
          return;
        default:
          expectTypeOf(state).toBeNever();
      }
    };
    expectTypeOf(check).returns.toEqualTypeOf<void>();
  });

  it("names the waiting step, with the fields of that step alone", () => {
    const check = (flow: PendingFlow) => {
      if (flow.id === "verify_email") expectTypeOf(flow.by).toEqualTypeOf<"link" | "code">();
      if (flow.id === "mfa_authenticate")
        expectTypeOf(flow.types).toEqualTypeOf<("totp" | "recovery_codes" | "webauthn")[]>();
      // @ts-expect-error not every step is about an address
      void flow.email;
      // @ts-expect-error there is no such step
      void (flow.id === "verify_mail");
    };
    expectTypeOf(check).returns.toEqualTypeOf<void>();
  });
});

describe("errors", () => {
  it("contain data.auth in the app's error shape, in addition to the app's own data", () => {
    expectTypeOf<AppRouter["_def"]["_config"]["$types"]["errorShape"]["data"]["auth"]>().toEqualTypeOf<
      AuthErrorData | undefined
    >();
    const formatter = authErrorFormatter.with(({ shape }) => ({ ...shape, data: { ...shape.data, traceId: "1" } }));
    const app = initTRPC.create({ errorFormatter: formatter }).router({});
    type Shape = (typeof app)["_def"]["_config"]["$types"]["errorShape"]["data"];
    expectTypeOf<Shape["traceId"]>().toEqualTypeOf<string>();
    expectTypeOf<Shape["auth"]>().toEqualTypeOf<AuthErrorData | undefined>();
  });
});
