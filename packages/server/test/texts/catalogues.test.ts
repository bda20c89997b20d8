import { describe, expect, it } from "vitest";
import { type Catalogue, english, french, german } from "../../src/assembly/locales.ts";
import { renderMail } from "../../src/messages/renderMail.ts";
import { renderSms } from "../../src/messages/renderSms.ts";
import type { MessageContext } from "../../src/ports/mail/mail.ts";
import { catalogueTexts } from "../support/catalogueTexts.ts";

/** Each value occurs once, and in nothing else. */
const context = {
  appName: "Qapp",
  url: "https://q.example/url",
  code: "WDJB-MJHT",
  user: { id: "1", display: "Qdisplay", email: "own@q.example", username: "Qusername" },
  email: "address@q.example",
  phone: "+15555550100",
  oldEmail: "old@q.example",
  passwordResetUrl: "https://q.example/reset",
  signupUrl: "https://q.example/signup",
  ip: "203.0.113.9",
  userAgent: "Qagent",
  at: "2030-03-04T17:05:09.000Z",
  name: "Qname",
} satisfies MessageContext;
const { user, at: _at, ...rest } = context;
const VALUES = [...Object.values(rest), user.display, user.username];

/** Keys whose text is the same in English, because the word is. */
const SAME: readonly string[] = [];

describe.each([german, french])("the catalogue $locale", (catalogue: Catalogue) => {
  it("translates every text", () => {
    const own = catalogueTexts(catalogue, context);
    const same = Object.entries(catalogueTexts(english, context)).filter(([key, text]) => own[key] === text);
    expect(same.map(([key]) => key)).toEqual(SAME);
    expect(Object.keys(own).sort()).toEqual(Object.keys(catalogueTexts(english, context)).sort());
  });

  it("uses the same values as English", () => {
    const own = catalogueTexts(catalogue, context);
    for (const [key, text] of Object.entries(catalogueTexts(english, context))) {
      const count = (from: string | undefined, value: string) => (from ?? "").split(value).length - 1;
      const used = (from: string | undefined) => VALUES.filter((value) => count(from, value) > 0);
      expect([key, used(own[key])]).toEqual([key, used(text)]);
    }
  });

  it("has no text that is empty, has stray spaces or ends differently from the English one", () => {
    const own = catalogueTexts(catalogue, context);
    for (const [key, text] of Object.entries(catalogueTexts(english, context))) {
      const ending = (of: string) => /[.:,?!]$/.exec(of)?.[0] ?? "";
      expect(own[key]).toMatch(/\S/);
      expect(own[key]).not.toMatch(/ {2}|^\s|\s$|undefined/);
      expect([key, ending(own[key] ?? "")]).toEqual([key, ending(text)]);
    }
  });

  it("keeps each text message within one part, and its code first", () => {
    for (const template of Object.keys(catalogue.sms) as (keyof Catalogue["sms"])[]) {
      const acme = { ...context, appName: "Acme" };
      const { text } = renderSms({ template, to: context.phone, context: acme }, catalogue.sms);
      // 160 characters of the alphabet of GSM 03.38; with any other letter, it is 70.
      expect(text.length).toBeLessThanOrEqual(160);
      expect(text).toMatch(/^[\w .,:'äöüÄÖÜßàéèùìòÇ-]+$/);
      if (template.endsWith("_code")) expect(text).toMatch(/^WDJB-MJHT /);
    }
  });

  it("escapes names, and makes no link of them", () => {
    const named = { ...context, name: "<b>evil.com</b>", user: { ...context.user, display: "https://evil.com" } };
    const { text, html } = renderMail({ template: "webauthn_added", to: "a@b.co", context: named }, {}, { catalogue });
    expect(html).toContain(`<html lang="${catalogue.locale}">`);
    expect(html).not.toContain("<b>");
    for (const part of [text, html]) expect(part).not.toMatch(/evil\.com|:\/\/evil/);
    expect(text).toContain(`evil ${catalogue.mailWords.dot} com`);
    expect(text.split("\n")[0]).toBe(catalogue.mailWords.greeting(null));
  });
});

describe("a catalogue", () => {
  it("writes instants as its readers do", () => {
    const textIn = (catalogue: Catalogue) =>
      renderMail({ template: "totp_activated", to: "a@b.co", context }, {}, { catalogue }).text;
    expect(textIn(english)).toContain("When: 2030-03-04 17:05 UTC. IP address: 203.0.113.9.");
    expect(textIn(german)).toMatch(/Wann: 4\. März 2030\D+17:05 UTC\. IP-Adresse: 203\.0\.113\.9\./);
    expect(textIn(french)).toMatch(/Date : 4 mars 2030\D+17:05 UTC\. Adresse IP : 203\.0\.113\.9\./);
  });

  it("states its direction in the page of a mail", () => {
    const arabic: Catalogue = { ...english, locale: "ar", direction: "rtl" };
    const { html } = renderMail({ template: "login_code", to: "a@b.co", context }, {}, { catalogue: arabic });
    expect(html).toContain('<html lang="ar" dir="rtl">');
  });
});
