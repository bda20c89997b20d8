import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { english, french, german } from "../../src/assembly/locales.ts";
import { authErrorFormatter } from "../../src/index.ts";
import { createTestKit } from "../support/kit.ts";

const catalogues = [german, french];

/** The message of a refused call, and those of its problems. */
async function messagesOf(call: Promise<unknown>): Promise<unknown[]> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error) || !("data" in error)) throw new Error("it was not refused", { cause: error });
  // The server's formatter writes these.
  const { auth } = error.data as { auth: { errors: { code: string; message: string }[] } };
  return [error.message, ...auth.errors.map(({ code, message }) => `${code}: ${message}`)];
}

describe.each(["browser", "app"] as const)("errors, %s client", (kind) => {
  it("are in the language that the request asks for, and their codes stay", async () => {
    await using kit = await createTestKit({ texts: { catalogues } });
    const client = kit.client(kind);
    const found: unknown[] = [];
    for (const header of ["de-CH", "fr", "es", "de;q=0", "\u00e4;;q=1", `${"x-".repeat(9_000)}de`]) {
      client.headers["accept-language"] = header;
      const email = `a${found.length}@b.co`;
      found.push(await messagesOf(client.account.login.mutate({ email, password: "wrong" })));
    }
    const inLanguage = ({ errors }: typeof english) => [
      errors.email_password_mismatch,
      `email_password_mismatch: ${errors.email_password_mismatch}`,
    ];
    expect(found).toEqual([german, french, english, english, english, english].map(inLanguage));
  });

  it("translate problems of the input, except in the app's own words", async () => {
    const name = z.string().min(3, "Wie heißen Sie?");
    await using kit = await createTestKit({
      texts: { catalogues },
      account: { signup: { fields: z.object({ name, city: z.string().min(1), age: z.number() }) } },
    });
    const client = kit.client(kind);
    client.headers["accept-language"] = "de";
    // What only a client without types sends.
    const age = "x" as unknown as number;
    const [, ...problems] = await messagesOf(
      client.account.signup.mutate({ email: "no address", password: "short", name: "x", city: "", age }),
    );
    expect(new Set(problems)).toEqual(
      new Set([
        `invalid: ${german.inputs.email}`,
        `password_too_short: ${german.errors.password_too_short}`,
        "invalid: Wie heißen Sie?",
        `required: ${german.errors.required}`,
        `invalid: ${german.errors.invalid}`,
      ]),
    );
  });

  it("are in the language that the user chose, as soon as it is known who is logged in", async () => {
    await using kit = await createTestKit({
      texts: { catalogues, localeOf: ({ data }) => data.language },
      account: { signup: { fields: z.object({ language: z.string().optional() }) } },
    });
    const user = await kit.createUser({ data: { language: "fr" } });
    const client = await kit.clientOf(user, kind);
    client.headers["accept-language"] = "de";
    const wrong = { email: user.email, password: "wrong" };
    const change = { currentPassword: "wrong", newPassword: "another good horse" };
    expect((await messagesOf(client.account.password.change.mutate(change)))[0]).toBe(
      french.errors.enter_current_password,
    );
    kit.clock.advance(86_400);
    expect((await messagesOf(client.account.email.add.mutate({ email: "b@b.co" })))[0]).toBe(
      french.errors.reauthentication_required,
    );
    // Who only claims to be somebody is answered as anybody is.
    const stranger = kit.client(kind);
    stranger.headers["accept-language"] = "de";
    expect((await messagesOf(stranger.account.login.mutate(wrong)))[0]).toBe(german.errors.email_password_mismatch);
  });

  it("are private, so that no cache gives them to readers of another language", async () => {
    await using kit = await createTestKit({ texts: { catalogues }, clients: [kind] });
    const client = kit.client(kind === "app" ? "browser" : "app");
    client.headers["accept-language"] = "de";
    const [message] = await messagesOf(client.session.config.query());
    expect(message).toBe(german.errors.client_not_allowed);
    expect(client.lastResponse?.headers.get("cache-control")).toBe("private, no-store");
  });

  it("stay in English without catalogues, whatever the request asks for", async () => {
    await using kit = await createTestKit();
    const client = kit.client(kind);
    client.headers["accept-language"] = "de";
    const refused = client.account.login.mutate({ email: "a@b.co", password: "wrong" });
    expect((await messagesOf(refused))[0]).toBe(english.errors.email_password_mismatch);
  });
});

describe("errors of the app's own procedures", () => {
  it("are in the caller's language, for their input as well", async () => {
    await using kit = await createTestKit({ texts: { catalogues, localeOf: () => "fr" } });
    const { auth } = kit;
    const t = initTRPC
      .context<Awaited<ReturnType<typeof auth.createContext>>>()
      .create({ errorFormatter: authErrorFormatter });
    const router = t.router({
      rename: t.procedure
        .concat(auth.authenticated)
        .input(z.object({ name: z.string() }))
        .mutation(() => "done"),
    });
    const user = await kit.createUser();
    const token = await auth.createSessionToken(user.id, { client: "app" });
    const call = async (authorization: Record<string, string>) => {
      const headers = {
        "content-type": "application/json",
        "x-latchkey-client": "app",
        "x-forwarded-for": "192.0.2.1",
        "accept-language": "de",
      };
      const req = new Request("http://localhost:5173/rename", {
        method: "POST",
        body: "{}",
        headers: { ...headers, ...authorization },
      });
      const answer = await fetchRequestHandler({
        endpoint: "/",
        req,
        router,
        createContext: (opts) => auth.createContext(opts),
      });
      return answer.text();
    };
    expect(await call({})).toContain(german.errors.not_authenticated);
    expect(await call({ authorization: `Bearer ${token}` })).toContain(french.errors.required);
  });
});

describe("the option texts", () => {
  it.each([
    [{ catalogues: [{ ...german, locale: "not a tag" }] }, /texts\.catalogues\.0: expected a catalogue/],
    [{ catalogues: [{ locale: "de" }] }, /texts\.catalogues\.0: expected a catalogue/],
    [{ catalogues: [german, { ...french, locale: "DE" }] }, /texts\.catalogues: two catalogues have the same locale/],
    [{ catalogues: [german], language: "de" }, /texts/],
  ])("%#: says what is wrong with it", async (texts, message) => {
    // What only a project without types writes.
    await expect(createTestKit({ texts: texts as never })).rejects.toThrow(message);
  });
});
