import { describe, expect, it } from "vitest";
import { z } from "zod";
import { users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { addPasskey } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };

describe.each(["browser", "app"] as const)("social.connections, %s client", (kind) => {
  it("connects an account, notifies its owner, and logs in with it from then on", async () => {
    const { kit, visitor, connect, logIn } = await createSocialKit();
    const user = await kit.createUser();
    const client = await kit.clientOf(user, kind);
    const state = await connect(client, visitor("ada-1", ada));
    expect(state).toMatchObject({ status: "authenticated", process: "connect", callbackUrl: "/after", methods: [] });
    expect(await client.social.connections.list.query()).toEqual([
      { provider: "local", uid: "ada-1", display: ada.email },
    ]);
    expect(await client.account.email.list.query()).toHaveLength(1);
    expect((await kit.delivered()).lastMail(user.email).template).toBe("account_connected");
    // Again: nothing changes.
    expect(await connect(client, "ada-1")).toMatchObject({ status: "authenticated" });
    expect(await logIn(kit.client(kind), "ada-1")).toMatchObject({ user: { id: user.id } });
    await kit[Symbol.asyncDispose]();
  });

  it("refuses an account that is already connected, also when two users want it at the same time", async () => {
    const { kit, visitor, connect, journey } = await createSocialKit();
    const [first, second] = [await kit.createUser(), await kit.createUser()];
    const owner = await kit.clientOf(first, kind);
    await connect(owner, visitor("ada-1", ada));
    const other = await kit.clientOf(second, kind);
    expect(await refusalOf(connect(other, "ada-1"))).toEqual({ trpc: "BAD_REQUEST", codes: ["connected_other"] });
    visitor("bob-1", { email: "bob@example.com", email_verified: true });
    const answers = [
      await journey(owner, "bob-1", { process: "connect" }),
      await journey(other, "bob-1", { process: "connect" }),
    ];
    const calls = [owner, other].map((client, index) => {
      const answer = answers[index];
      return answer === undefined ? Promise.reject(new Error()) : refusalOf(client.social.callback.mutate(answer));
    });
    const outcome = (await Promise.all(calls)).map((one) => one?.codes[0] ?? "connected");
    expect(outcome.sort()).toEqual(["connected", "connected_other"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is only for the user who started it, in the session in which they did", async () => {
    const { kit, visitor, journey } = await createSocialKit();
    const user = await kit.createUser();
    const client = await kit.clientOf(user, kind);
    const answer = await journey(client, visitor("eve-1", ada), { process: "connect" });
    const victim = await kit.clientOf(await kit.createUser(), kind);
    expect((await refusalOf(victim.social.callback.mutate(answer)))?.codes).toEqual(["invalid_token/state"]);
    const anonymous = kit.client(kind);
    const setOut = anonymous.social.redirect.mutate({ provider: "local", process: "connect", callbackUrl: "/" });
    expect(await refusalOf(setOut)).toMatchObject({ codes: ["not_authenticated"] });
    await kit[Symbol.asyncDispose]();
  });

  it("requires recent authentication, unless the app turned that off", async () => {
    const { kit, visitor, connect } = await createSocialKit();
    const client = await kit.clientOf(await kit.createUser(), kind);
    await connect(client, visitor("ada-1", ada));
    kit.clock.advance(300);
    const stale = { codes: ["reauthentication_required"] };
    expect(await refusalOf(connect(client, "ada-1"))).toMatchObject(stale);
    const gone = client.social.connections.disconnect.mutate({ provider: "local", uid: "ada-1" });
    expect(await refusalOf(gone)).toMatchObject(stale);
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("lists two of one provider, and disconnects one", async () => {
    const { kit, visitor, connect } = await createSocialKit();
    const user = await kit.createUser();
    const client = await kit.clientOf(user, kind);
    await connect(client, visitor("ada-1", ada));
    await connect(client, visitor("ada-2", { email: "work@example.com", email_verified: true }));
    expect(await client.social.connections.list.query()).toHaveLength(2);
    expect(await client.social.connections.disconnect.mutate({ provider: "local", uid: "ada-1" })).toEqual([
      { provider: "local", uid: "ada-2", display: "work@example.com" },
    ]);
    expect((await kit.delivered()).lastMail(user.email).template).toBe("account_disconnected");
    const other = await kit.clientOf(await kit.createUser(), kind);
    const foreign = other.social.connections.disconnect.mutate({ provider: "local", uid: "ada-2" });
    expect(await refusalOf(foreign)).toMatchObject({ trpc: "NOT_FOUND" });
    await kit[Symbol.asyncDispose]();
  });

  it("never disconnects the last way to log in, also when both are removed at the same time", async () => {
    const { kit, visitor, logIn, connect } = await createSocialKit();
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    const disconnect = (uid: string) =>
      refusalOf(client.social.connections.disconnect.mutate({ provider: "local", uid }));
    expect(await disconnect("ada-1")).toEqual({ trpc: "BAD_REQUEST", codes: ["no_password"] });
    await connect(client, visitor("ada-2", ada));
    const both = await Promise.all([disconnect("ada-1"), disconnect("ada-2")]);
    expect(both.filter((one) => one === null)).toHaveLength(1);
    const [left] = await client.social.connections.list.query();
    expect(left).toBeDefined();
    await addPasskey(kit, client);
    expect(await disconnect(left?.uid ?? "")).toBeNull();
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("social.signup, %s client", (kind) => {
  it("asks for the address that the provider did not return, and verifies it", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: { emailVerificationBy: "code" } });
    const client = kit.client(kind);
    const state = await logIn(client, visitor("no-mail", { preferred_username: "ghost", name: "A Ghost" }));
    expect(state).toMatchObject({
      status: "pending",
      process: "login",
      flow: { id: "provider_signup", provider: { id: "local" }, suggested: { username: "ghost" } },
    });
    expect(await client.social.signup.get.query()).toEqual({
      provider: expect.objectContaining({ id: "local" }),
      uid: "no-mail",
      display: "ghost",
      user: { display: "ghost", name: "A Ghost", username: "ghost", hasUsablePassword: false },
      emails: [],
      fields: {},
    });
    const complete = (input: { email?: string }) => client.social.signup.complete.mutate(input);
    expect(await refusalOf(complete({}))).toMatchObject({ codes: ["required/email"] });
    expect(await refusalOf(complete({ email: "nonsense" }))).toMatchObject({ codes: ["invalid/email"] });
    expect(await complete({ email: "ghost@example.com" })).toMatchObject({ flow: { id: "verify_email" } });
    expect(await refusalOf(complete({ email: "ghost@example.com" }))).toMatchObject({ codes: ["no_pending_flow"] });
    const { code: key = "" } = (await kit.delivered()).lastMail("ghost@example.com").context;
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({
      status: "authenticated",
      methods: [{ method: "socialaccount", uid: "no-mail" }],
    });
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps what the provider verified along with what is entered", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ social: { autoSignup: false } });
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    const state = await client.social.signup.complete.mutate({ email: "other@example.com" });
    expect(state).toMatchObject({ status: "authenticated", user: { email: ada.email, emailVerified: true } });
    expect(await client.account.email.list.query()).toEqual([
      { email: ada.email, verified: true, primary: true },
      { email: "other@example.com", verified: false, primary: false },
    ]);
    const second = kit.client(kind);
    await logIn(second, visitor("bob-1", { email: "bob@example.com", email_verified: false }));
    expect(await second.social.signup.complete.mutate({ email: "own@example.com" })).toMatchObject({
      status: "pending",
      flow: { id: "verify_email", email: "own@example.com" },
    });
    await kit[Symbol.asyncDispose]();
  });

  it("reports a taken address where the app does, and keeps the flow", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      account: { preventEnumeration: false },
      social: { autoSignup: false },
    });
    const taken = await kit.createUser();
    const client = kit.client(kind);
    await logIn(client, visitor("bob-1", { email: "bob@example.com", email_verified: false }));
    const refused = await refusalOf(client.social.signup.complete.mutate({ email: taken.email }));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: ["email_taken/email"] });
    expect(await client.session.get.query()).toMatchObject({ flow: { id: "provider_signup" } });
    await kit[Symbol.asyncDispose]();
  });

  it("responds the same for a taken address and a free one, where the app hides them", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ social: { autoSignup: false } });
    const taken = await kit.createUser();
    const answers = [];
    for (const email of [taken.email, "free@example.com"]) {
      const client = kit.client(kind);
      await logIn(client, visitor(`of-${email}`, {}));
      const { flow } = (await client.social.signup.complete.mutate({ email })) as { flow: object };
      answers.push(JSON.stringify(flow).replaceAll(email, "…"));
    }
    expect(answers[0]).toBe(answers[1]);
    expect(await kit.database.select().from(users)).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });

  it("finds another username where the provider's is taken, and asks for what an app requires", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: { loginMethods: ["username", "email"] } });
    await kit.createUser({ username: "ada" });
    const client = kit.client(kind);
    const state = await logIn(client, visitor("ada-1", { ...ada, preferred_username: "Ada" }));
    expect(state).toMatchObject({ status: "authenticated", user: { username: expect.stringMatching(/^Ada\d+$/) } });
    await kit[Symbol.asyncDispose]();
    const fields = z.object({ displayName: z.string().min(1) });
    // The kit's own type knows no fields; only the server validates the input.
    const asking = await createSocialKit({ account: { signup: { fields } } } as object);
    const other = asking.kit.client(kind);
    expect(await asking.logIn(other, asking.visitor("ada-1", ada))).toMatchObject({ flow: { id: "provider_signup" } });
    expect((await refusalOf(other.social.signup.complete.mutate({})))?.codes).toEqual(["required/displayName"]);
    const completion = { displayName: "Ada" };
    const done = await other.social.signup.complete.mutate(completion);
    expect(done).toMatchObject({ status: "authenticated", user: { data: { displayName: "Ada" } } });
    await asking.kit[Symbol.asyncDispose]();
  });
});

describe("a provider that posts its response", () => {
  it("is forwarded to the front end's page, in the fragment", async () => {
    const { oidc } = await import("../../src/providers.ts");
    const apple = oidc({
      id: "apple-like",
      name: "Apple-like",
      issuer: "https://id.example.com",
      clientId: "acme",
      responseMode: "form_post",
    });
    const { kit } = await createSocialKit({ social: { providers: [apple] } });
    const post = (path: string, init: RequestInit = {}) =>
      kit.auth.handler(new Request(`https://api.example.com${path}`, { method: "POST", ...init }));
    const body = new URLSearchParams({ code: "c", state: "s", user: '{"name":"Ada"}' });
    const answered = await post("/auth/form-post/apple-like", { body });
    expect(answered?.status).toBe(303);
    const location = new URL(answered?.headers.get("location") ?? "");
    expect(`${location.origin}${location.pathname}`).toBe("http://localhost:5173/auth/callback/apple-like");
    expect(Object.fromEntries(new URLSearchParams(location.hash.slice(1)))).toEqual({
      code: "c",
      state: "s",
      user: '{"name":"Ada"}',
      provider: "apple-like",
    });
    // A provider in the posted form does not take precedence.
    const lying = new URLSearchParams({ provider: "google", code: "c", state: "s" });
    const lied = await post("/auth/form-post/apple-like", { body: lying });
    const told = new URLSearchParams(new URL(lied?.headers.get("location") ?? "").hash.slice(1));
    expect(told.getAll("provider")).toEqual(["apple-like"]);
    for (const path of ["/auth/form-post/other", "/", "/auth/callback/apple-like"]) expect(await post(path)).toBeNull();
    expect(await kit.auth.handler(new Request("https://api.example.com/auth/form-post/apple-like"))).toBeNull();
    let sent = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 1_000) return controller.close();
          controller.enqueue(new Uint8Array(16_384));
        },
      });
    // fetch requires `duplex` for a stream; its type does not include it yet.
    const streamed = { body: endless(), duplex: "half" } as RequestInit;
    expect((await post("/auth/form-post/apple-like", streamed))?.status).toBe(413);
    expect(sent).toBeLessThan(10);
    const announced = { ...streamed, body: endless(), headers: { "content-length": "200000000" } };
    sent = 0;
    expect((await post("/auth/form-post/apple-like", announced))?.status).toBe(413);
    expect(sent).toBeLessThan(2);
    await kit[Symbol.asyncDispose]();
  });
});
