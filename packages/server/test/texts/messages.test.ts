import { describe, expect, it } from "vitest";
import { z } from "zod";
import { english, french, german } from "../../src/assembly/locales.ts";
import { createTestKit } from "../support/kit.ts";

const catalogues = [german, french];
const GERMAN_RESET = "Setzen Sie Ihr Passwort für Acme zurück";
const FRENCH_RESET = "Réinitialisez votre mot de passe pour Acme";
const ENGLISH_RESET = "Reset your password for Acme";

/** A kit whose users may choose their language. */
function kitWithChoice() {
  return createTestKit({
    texts: { catalogues, localeOf: ({ data }) => data.language },
    account: { signup: { fields: z.object({ language: z.string().optional() }) } },
  });
}

describe.each(["browser", "app"] as const)("emails, %s client", (kind) => {
  it("are in the language that the request asks for", async () => {
    await using kit = await createTestKit({ texts: { catalogues } });
    const { email } = await kit.createUser();
    const subjects: string[] = [];
    for (const header of [
      "de-AT,de;q=0.9,en;q=0.5",
      "es, fr;q=0.2",
      "es",
      "*",
      "en-GB,de",
      "de_AT;;q",
      "a-".repeat(3_000),
    ]) {
      const client = kit.client(kind);
      client.headers["accept-language"] = header;
      await client.account.password.requestReset.mutate({ email });
      kit.clock.advance(3_600);
      subjects.push((await kit.delivered()).lastMail(email).subject);
    }
    expect(subjects).toEqual([
      GERMAN_RESET,
      FRENCH_RESET,
      ...["es", "*", "en-GB", "malformed", "huge"].map(() => ENGLISH_RESET),
    ]);
  });

  it("are in that language as a whole", async () => {
    await using kit = await createTestKit({ texts: { catalogues } });
    const client = kit.client(kind);
    client.headers["accept-language"] = "de";
    await client.account.signup.mutate({ email: "ada@example.com", password: "correct horse battery" });
    const { html, text, context } = (await kit.delivered()).lastMail("ada@example.com");
    expect(html).toContain('<html lang="de">');
    expect(html).toContain(">E-Mail-Adresse bestätigen</a>");
    expect(html).toContain("Wenn die Schaltfläche nicht funktioniert");
    expect(text).toMatch(/^Guten Tag/);
    expect(context.locale).toBe("de");
  });

  it("are in the language of the account's owner, whoever requested them", async () => {
    await using kit = await kitWithChoice();
    const { email } = await kit.createUser({ data: { language: "fr-CA" } });
    const stranger = kit.client(kind);
    stranger.headers["accept-language"] = "de";
    await stranger.account.password.requestReset.mutate({ email });
    expect((await kit.delivered()).lastMail(email).subject).toBe(FRENCH_RESET);
    await stranger.account.signup.mutate({ email, password: "correct horse battery", language: "de" });
    expect((await kit.delivered()).lastMail(email).subject).toBe("Vous avez déjà un compte sur Acme");
    await stranger.account.password.requestReset.mutate({ email: "nobody@example.com" });
    expect((await kit.delivered()).lastMail("nobody@example.com").subject).toBe("Kein Konto bei Acme");
  });

  it("tell their owner of a deleted account in the language that it had", async () => {
    await using kit = await kitWithChoice();
    const user = await kit.createUser({ data: { language: "fr" } });
    const client = await kit.clientOf(user, kind);
    client.headers["accept-language"] = "de";
    await client.account.delete.mutate();
    expect((await kit.delivered()).lastMail(user.email).subject).toBe("Votre compte a été supprimé");
  });
});

describe("the language of a message", () => {
  it("is the app's choice by the request, and otherwise what the request asks for", async () => {
    await using kit = await createTestKit({
      texts: { catalogues, locale: (request) => request.headers.get("x-language") },
    });
    const { email } = await kit.createUser();
    const subjects: string[] = [];
    for (const language of ["fr", "es", ""]) {
      const client = kit.client("app");
      Object.assign(client.headers, { "accept-language": "de", "x-language": language });
      await client.account.password.requestReset.mutate({ email });
      kit.clock.advance(3_600);
      subjects.push((await kit.delivered()).lastMail(email).subject);
    }
    expect(subjects).toEqual([FRENCH_RESET, GERMAN_RESET, GERMAN_RESET]);
  });

  it("is kept with a message that a later process sends", async () => {
    await using kit = await createTestKit({
      texts: { catalogues },
      mail: { send: () => Promise.reject(new Error("down")) },
    });
    const { email } = await kit.createUser();
    const client = kit.client("app");
    client.headers["accept-language"] = "de";
    await client.account.password.requestReset.mutate({ email });
    await kit.delivered();
    const { createTestKit: later } = await import("../../src/testing.ts");
    await using next = await later({ database: kit.database, clock: kit.clock.now, texts: { catalogues } });
    kit.clock.advance(120);
    await next.auth.deliverMessages();
    expect((await next.delivered()).lastMail(email).subject).toBe(GERMAN_RESET);
  });

  it("falls back, and the error is reported, when the app's function throws", async () => {
    const fail = (): never => {
      throw new Error("no settings");
    };
    await using kit = await createTestKit({ texts: { catalogues, locale: fail, localeOf: fail } });
    const { email } = await kit.createUser();
    const client = kit.client("app");
    client.headers["accept-language"] = "de";
    await client.account.password.requestReset.mutate({ email });
    expect((await kit.delivered()).lastMail(email).subject).toBe(GERMAN_RESET);
    expect(kit.errors.map(String)).toContain("Error: no settings");
  });

  it("is the one that the app names in an invitation", async () => {
    await using kit = await createTestKit({ texts: { catalogues } });
    const email = "ada@example.com";
    await kit.auth.createInvitation({ email, locale: "de-AT" });
    expect((await kit.delivered()).lastMail(email).subject).toBe("Sie sind zu Acme eingeladen");
    await kit.auth.createInvitation({ email });
    expect((await kit.delivered()).lastMail(email).subject).toBe("You are invited to Acme");
  });

  it("also applies to text messages", async () => {
    await using kit = await createTestKit({
      texts: { catalogues },
      account: { loginMethods: ["email", "phone"], signup: { phone: "optional" } },
    });
    const client = kit.client("app");
    client.headers["accept-language"] = "fr";
    const phone = "+4915112345678";
    await client.account.signup.mutate({ email: "ada@example.com", phone, password: "correct horse battery" });
    expect((await kit.delivered()).lastSms(phone).text).toMatch(/est votre code pour confirmer ce numéro sur Acme\.$/);
  });

  it("tells the app's own texts, and English may be replaced", async () => {
    const mails = { ...english.mails, password_reset: () => ({ subject: "Howdy", lead: [] }) };
    await using kit = await createTestKit({
      texts: { catalogues: [german, { ...english, mails }] },
      mails: { password_reset: ({ locale }) => (locale === "de" ? { subject: "Eigener Betreff" } : {}) },
    });
    const { email } = await kit.createUser();
    const subjects: string[] = [];
    for (const header of ["de", "en"]) {
      const client = kit.client("app");
      client.headers["accept-language"] = header;
      await client.account.password.requestReset.mutate({ email });
      kit.clock.advance(3_600);
      subjects.push((await kit.delivered()).lastMail(email).subject);
    }
    expect(subjects).toEqual(["Eigener Betreff", "Howdy"]);
  });
});
