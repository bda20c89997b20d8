import type { TRPCClientErrorLike } from "@trpc/client";
import { initTRPC, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { authErrorFormatter, toTRPCError } from "../../src/http/errorFormatter.ts";
import { errorTable } from "../../src/http/errorTable.ts";
import { AuthError } from "../../src/lib/authError.ts";
import { SetupError } from "../../src/lib/setupError.ts";
import type { AuthErrorCode } from "../../src/wire/errors.ts";

const SQL = "select * from users where email = 'ada@acme.com'";
const failures: Record<string, () => unknown> = {
  refusal: () => new AuthError("email_taken", { param: "email" }),
  several: () => new AuthError([{ code: "password_too_short", param: "password" }, { code: "username_taken" }]),
  limited: () => new AuthError("rate_limited", { retryAfter: 60 }),
  stale: () => new AuthError("reauthentication_required", { flows: [{ id: "reauthenticate", isPending: false }] }),
  mapped: () => toTRPCError(new AuthError("no_pending_flow")),
  unknown: () => new Error(SQL, { cause: new Error(SQL) }),
  thrownText: () => SQL,
  deliberate: () => new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: SQL }),
  setup: () => new SetupError("Spread auth.createContext()."),
  foreign: () => new TRPCError({ code: "FORBIDDEN", message: "Not yours." }),
};
const signupInput = z.object({
  email: z.email(),
  password: z.string().min(8),
  age: z.number().optional(),
  address: z.object({ lines: z.array(z.string()) }).optional(),
});

const t = initTRPC.context<{ tenant: string }>().create({ errorFormatter: authErrorFormatter, isDev: true });
const routerOf = ({ procedure, router }: Pick<typeof t, "procedure" | "router">) =>
  router({
    fail: procedure.input(z.string()).mutation(({ input }) => {
      throw failures[input]?.();
    }),
    signup: procedure.input(signupInput).mutation(() => "ok"),
    oneOf: procedure
      .input(
        z
          .object({ email: z.string().optional() })
          .refine(() => false, { path: ["email"], message: "Enter one of these." }),
      )
      .mutation(() => "ok"),
  });
const appRouter = routerOf(t);

interface Options {
  router?: typeof appRouter;
  createContext?: () => { tenant: string };
  contentType?: string;
}
async function call(path: string, body: string, { router = appRouter, createContext, contentType }: Options = {}) {
  const headers = { "content-type": contentType ?? "application/json" };
  const req = new Request(`http://a/${path}`, { method: "POST", body, headers });
  const context = createContext ?? (() => ({ tenant: "acme" }));
  const answer = await fetchRequestHandler({ endpoint: "/", req, router, createContext: context });
  const text = await answer.text();
  // Every call of this file fails, and tRPC formats failures in this shape; the tests compare its content.
  const { error } = JSON.parse(text) as { error: { message: string; code: number; data: Record<string, unknown> } };
  return { status: answer.status, error, text };
}
const fail = (name: string, options?: Options) => call("fail", JSON.stringify(name), options);

describe("authErrorFormatter", () => {
  it("returns a refusal by the error table, with its field, at its path", async () => {
    const { status, error } = await fail("refusal");
    expect(status).toBe(400);
    expect(error).toMatchObject({
      message: errorTable.email_taken.message,
      code: -32600,
      data: {
        code: "BAD_REQUEST",
        httpStatus: 400,
        path: "fail",
        auth: { errors: [{ code: "email_taken", param: "email", message: errorTable.email_taken.message }] },
      },
    });
    expect(error.data).not.toHaveProperty("stack");
  });

  it.each([
    ["several", 400, { errors: [{ code: "password_too_short", param: "password" }, { code: "username_taken" }] }],
    ["limited", 429, { errors: [{ code: "rate_limited" }], retryAfter: 60 }],
    ["stale", 401, { errors: [{ code: "reauthentication_required" }], flows: [{ id: "reauthenticate" }] }],
    ["mapped", 409, { errors: [{ code: "no_pending_flow" }] }],
  ])("returns all of %s", async (name, status, auth) => {
    const answer = await fail(name);
    expect(answer.status).toBe(status);
    expect(answer.error.data.auth).toMatchObject(auth);
  });

  it.each(["unknown", "thrownText", "deliberate"])(
    "reveals nothing of an error that is %s, not even its stack",
    async (name) => {
      const { status, error, text } = await fail(name);
      expect(status).toBe(500);
      expect(error.message).toBe("Internal server error");
      expect(error.data).toEqual({ code: "INTERNAL_SERVER_ERROR", httpStatus: 500, path: "fail" });
      expect(text).not.toContain("select");
    },
  );

  it("reveals nothing of an error in createContext, and returns a refusal there", async () => {
    const throwing = (error: Error) => ({
      createContext: () => {
        throw error;
      },
    });
    const unknown = await fail("foreign", throwing(new Error(SQL)));
    expect(unknown.error.message).toBe("Internal server error");
    expect(unknown.text).not.toContain("select");
    const refused = await fail("foreign", throwing(new AuthError("client_not_allowed")));
    expect(refused).toMatchObject({
      status: 403,
      error: { data: { auth: { errors: [{ code: "client_not_allowed" }] } } },
    });
  });

  it("explains a set-up mistake to the developer", async () => {
    expect((await fail("setup")).error.message).toBe("Spread auth.createContext().");
  });

  it("leaves the app's own errors alone", async () => {
    const { status, error } = await fail("foreign");
    expect(status).toBe(403);
    expect(error.message).toBe("Not yours.");
    expect(error.data).not.toHaveProperty("auth");
  });
});

describe("authErrorFormatter, of wrong input", () => {
  const signup = async (input: unknown) => {
    const { status, error } = await call("signup", JSON.stringify(input));
    expect(status).toBe(400);
    return error.data.auth;
  };
  const required = (param: string) => ({ code: "required", param, message: errorTable.required.message });

  it("calls absent and empty fields required", async () => {
    expect(await signup({})).toEqual({ errors: [required("email"), required("password")] });
    expect(await signup({ email: "", password: "" })).toEqual({ errors: [required("email"), required("password")] });
  });

  it("calls everything else invalid, and explains why", async () => {
    const input = { email: "ada", password: 1, age: null, address: { lines: [1] } };
    expect(await signup(input)).toEqual({
      errors: [
        { code: "invalid", param: "email", message: "Invalid email address" },
        { code: "invalid", param: "password", message: expect.stringContaining("expected string") },
        { code: "invalid", param: "age", message: expect.stringContaining("expected number") },
        { code: "invalid", param: "address.lines.0", message: expect.stringContaining("expected string") },
      ],
    });
  });

  it.each([[null], ["text"], [[]], [1]])("handles %j in place of an object", async (input) => {
    expect(await signup(input)).toMatchObject({ errors: [{ code: expect.stringMatching(/^(invalid|required)$/) }] });
  });

  it("keeps the message of an app's rule about an absent field", async () => {
    const { error } = await call("oneOf", "{}");
    expect(error.data.auth).toEqual({
      errors: [{ code: "invalid", param: "email", message: "Enter one of these." }],
    });
  });

  it("calls a body that is not JSON invalid, without repeating it", async () => {
    const { status, error } = await call("signup", '{"password":"hunter2');
    expect(status).toBe(400);
    expect(error.data.auth).toEqual({ errors: [{ code: "invalid", message: errorTable.invalid.message }] });
  });

  it("leaves a wrong content type to tRPC", async () => {
    const { status, error } = await call("signup", "email=a", { contentType: "application/x-www-form-urlencoded" });
    expect(status).toBe(415);
    expect(error.data).not.toHaveProperty("auth");
  });
});

describe("authErrorFormatter.with", () => {
  const mine = initTRPC.context<{ tenant: string }>().create({
    isDev: true,
    errorFormatter: authErrorFormatter.with(({ shape, error, ctx, path, input }) => ({
      ...shape,
      message: error.message,
      data: {
        ...shape.data,
        stack: error.stack,
        detail: error.cause?.message ?? null,
        tenant: ctx?.tenant,
        path,
        input,
      },
    })),
  });
  // Only the error shape differs from the other tests' router, and `call` does not read it.
  const router = routerOf(mine as unknown as typeof t);

  it("adds ours to the result of the app's formatter, which gets everything that tRPC provides", async () => {
    const { error } = await fail("refusal", { router });
    expect(error.data).toMatchObject({
      detail: "email_taken",
      tenant: "acme",
      path: "fail",
      input: "refusal",
      auth: { errors: [{ code: "email_taken" }] },
    });
  });

  it("shows the app's formatter nothing of an unknown error that it could pass on", async () => {
    const { error, text } = await fail("unknown", { router });
    expect(error.message).toBe("Internal server error");
    expect(error.data).toMatchObject({ detail: null, tenant: "acme" });
    expect(error.data).not.toHaveProperty("stack");
    expect(error.data).not.toHaveProperty("auth");
    expect(text).not.toContain("select");
  });

  it("gives a client the types of both", () => {
    const typed = mine.router({ fail: mine.procedure.mutation(() => "ok") });
    const read = ({ data }: TRPCClientErrorLike<typeof typed>) => [data?.tenant, data?.auth?.errors[0]?.code] as const;
    expectTypeOf(read).returns.toEqualTypeOf<readonly [string | undefined, AuthErrorCode | undefined]>();
  });
});

describe("the types of a client's error", () => {
  it("hold data.auth", () => {
    const codeOf = (error: TRPCClientErrorLike<typeof appRouter>) => error.data?.auth?.errors[0]?.code;
    expectTypeOf(codeOf).returns.toEqualTypeOf<AuthErrorCode | undefined>();
  });
});

describe("toTRPCError", () => {
  it.each(Object.entries(errorTable))("maps %s by the table", (code, { trpc, message }) => {
    // The table's keys are the codes.
    const error = new AuthError(code as AuthErrorCode);
    expect(toTRPCError(error)).toMatchObject({ code: trpc, message, cause: error });
  });

  it("keeps tRPC's own errors, also of another copy of tRPC", () => {
    const ours = new TRPCError({ code: "FORBIDDEN" });
    const theirs = Object.assign(new Error("no"), { name: "TRPCError", code: "FORBIDDEN" });
    expect(toTRPCError(ours)).toBe(ours);
    expect(toTRPCError(theirs)).toBe(theirs);
  });

  it("unwraps a refusal that tRPC wrapped", () => {
    const refusal = new AuthError("csrf");
    const wrapped = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: refusal });
    expect(toTRPCError(wrapped)).toMatchObject({ code: "FORBIDDEN", cause: refusal });
  });

  it.each([new Error(SQL), SQL, null, undefined, { message: SQL }])(
    "reveals nothing of %o except in its cause",
    (error) => {
      expect(toTRPCError(error)).toMatchObject({ code: "INTERNAL_SERVER_ERROR", message: "Internal server error" });
    },
  );
});
