import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { testClock, totpCode } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { testDatabase } from "../support/kit.ts";
import { type RunningProcesses, startProcesses } from "../support/processes.ts";

const redisUrl = inject("redisUrl");
const { url } = await testDatabase();
if (url === null) throw new Error("this needs a database that several processes reach, which PGlite in memory is not");

const PROCESSES = 3;
const password = "a fine password";

describe.skipIf(redisUrl === null)("three processes behind a proxy", () => {
  const prefix = `latchkey-processes-${process.pid}:`;
  const clock = testClock();
  let app: RunningProcesses;
  beforeAll(async () => {
    app = await startProcesses(PROCESSES, { url, redisUrl: redisUrl ?? "", prefix });
  }, 60_000);
  afterAll(async () => {
    await app.stop();
    const redis = new Redis(redisUrl ?? "");
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(...keys);
    await redis.quit();
  });

  const advance = async (seconds: number) => {
    clock.advance(seconds);
    await app.advance(seconds);
  };
  const codeOf = (secret: string) => totpCode(secret, clock.now(), { digits: 6, period: 30 });

  it("serve signup, verification, second factor and reset, each call by another of them: 30 of 30", async () => {
    const people = Array.from({ length: 30 }, (_, number) => {
      const client = app.client(number % 2 === 0 ? "browser" : "app", { ip: `198.51.100.${number}` });
      return { client, email: `person${number}@example.com`, secret: "" };
    });
    type Person = (typeof people)[number];
    const logIn = ({ client, email }: Person, word: string) => client.account.login.mutate({ email, password: word });
    const giveCode = async ({ client, secret }: Person) =>
      client.mfa.authenticate.mutate({ code: await codeOf(secret) });
    /** Ten at the same time, so that the processes work concurrently. */
    const each = async (work: (person: Person) => Promise<void>) => {
      for (let from = 0; from < people.length; from += 10) await Promise.all(people.slice(from, from + 10).map(work));
    };
    await each(async (person) => {
      const { client, email } = person;
      expect(await client.account.signup.mutate({ email, password })).toMatchObject({ status: "pending" });
      const { key = "" } = (await app.mailTo(email, "verify_email")).context;
      await client.account.email.verify.mutate({ key });
      expect(await logIn(person, password)).toMatchObject({ status: "authenticated" });
      person.secret = (await client.mfa.totp.begin.mutate()).secret;
      await client.mfa.totp.activate.mutate({ code: await codeOf(person.secret) });
      await client.account.logout.mutate();
    });
    await advance(60);
    await each(async (person) => {
      const { client, email } = person;
      expect(await logIn(person, password)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
      expect(await giveCode(person)).toMatchObject({ status: "authenticated", user: { email } });
      await client.account.logout.mutate();
      await client.account.password.requestReset.mutate({ email });
      const { key = "" } = (await app.mailTo(email, "password_reset")).context;
      await client.account.password.reset.mutate({ key, password: "another fine password" });
      expect((await refusalOf(logIn(person, password)))?.trpc).toBe("BAD_REQUEST");
    });
    await advance(60);
    await each(async (person) => {
      await logIn(person, "another fine password");
      await giveCode(person);
      const state = await person.client.session.get.query();
      expect(state).toMatchObject({ status: "authenticated", user: { email: person.email } });
    });
    const across = people.filter(({ client }) => new Set(client.servedBy).size === PROCESSES);
    expect(across).toHaveLength(30);
  }, 120_000);

  it("count guesses together, however many processes get them at the same time", async () => {
    const email = "person0@example.com";
    const guess = async (word: string) => {
      const client = app.client("browser", { ip: "203.0.113.9" });
      const refusal = await refusalOf(client.account.login.mutate({ email, password: word }));
      return { by: client.servedBy[0], codes: refusal?.codes };
    };
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, number) => guess(`guess number ${number}`)));
    expect(new Set(guesses.map(({ by }) => by)).size).toBe(PROCESSES);
    const refusedAs = (wanted: string) => guesses.filter(({ codes }) => codes?.join() === wanted);
    expect(refusedAs("email_password_mismatch/password")).toHaveLength(5);
    expect(refusedAs("too_many_login_attempts")).toHaveLength(7);
  });

  it("end a session everywhere immediately", async () => {
    const email = "person31@example.com";
    const client = app.client("app", { ip: "203.0.113.31" });
    await client.account.signup.mutate({ email, password });
    await client.account.email.verify.mutate({ key: (await app.mailTo(email, "verify_email")).context.key ?? "" });
    await client.account.login.mutate({ email, password });
    const { sessionToken = "" } = client.tokens;
    await client.account.logout.mutate();
    for (let process = 0; process < PROCESSES; process += 1) {
      const thief = app.client("app");
      thief.tokens.sessionToken = sessionToken;
      expect((await refusalOf(thief.session.get.query()))?.codes).toEqual(["session_gone"]);
    }
  });
});
