import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type Catalogue, english, french, german } from "../../src/assembly/locales.ts";
import type { AuthOptions } from "../../src/index.ts";
import { createAuth } from "../../src/index.ts";

declare const database: AuthOptions["database"];
const base = { database, secret: "x".repeat(32), appName: "Acme", origin: "https://acme.com" };

describe("a catalogue", () => {
  it("is whole, or does not compile", () => {
    const { required: _required, ...fewer } = german.errors;
    // @ts-expect-error a message is missing
    const missing: Catalogue = { ...german, errors: fewer };
    // @ts-expect-error a mail is misspelt
    const misspelt: Catalogue = { ...german, mails: { ...german.mails, pasword_set: german.mails.password_set } };
    const { sms: _sms, ...silent } = french;
    // @ts-expect-error the text messages are missing
    const withoutSms: Catalogue = silent;
    expectTypeOf([missing, misspelt, withoutSms]).toEqualTypeOf<Catalogue[]>();
  });

  it("has functions that take what a message contains, and no more", () => {
    const own: Catalogue = {
      ...german,
      locale: "de-CH",
      errors: { ...german.errors, required: "Bitte ausfüllen." },
      // @ts-expect-error there is no such value
      sms: { ...german.sms, login_code: ({ codee }) => `${codee}` },
    };
    expectTypeOf(own.mails.login_code).parameter(0).toHaveProperty("name").toEqualTypeOf<string>();
    // @ts-expect-error a mail has a subject
    const unnamed: Catalogue["mails"]["login_code"] = () => ({ lead: [] });
    expectTypeOf(unnamed).toBeFunction();
    expectTypeOf(english).toEqualTypeOf<Catalogue>();
  });
});

describe("the option texts", () => {
  it("knows the app's own fields", () => {
    createAuth({
      ...base,
      account: { signup: { fields: z.object({ language: z.enum(["de", "fr"]) }) } },
      texts: {
        catalogues: [german, french],
        locale: (request) => request.headers.get("x-language"),
        localeOf: ({ data }) => {
          expectTypeOf(data.language).toEqualTypeOf<"de" | "fr">();
          return data.language;
        },
      },
    });
    createAuth({
      ...base,
      account: { signup: { fields: z.object({ language: z.string() }) } },
      // @ts-expect-error there is no such field
      texts: { localeOf: ({ data }) => data.languages },
    });
    // @ts-expect-error catalogues, not names of languages
    createAuth({ ...base, texts: { catalogues: ["de"] } });
  });
});
