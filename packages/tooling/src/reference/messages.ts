import { mailTexts } from "../../../server/src/messages/mailTexts.ts";
import { renderMail } from "../../../server/src/messages/renderMail.ts";
import { renderSms, smsTexts } from "../../../server/src/messages/renderSms.ts";
import type { MessageContext } from "../../../server/src/ports/mail/mail.ts";
import { type Declarations, documentationOf } from "./declarations.ts";
import { code, table } from "./markdown.ts";

/** What the examples are made of. */
const CONTEXT: MessageContext = {
  appName: "Acme",
  url: "…",
  code: "…",
  email: "ada@example.com",
  oldEmail: "ada@example.org",
  phone: "+15555550100",
  passwordResetUrl: "…",
  signupUrl: "…",
  name: "…",
};

/** The page on messages: each template with what it says. */
export function messagesPage({ checker, exported }: Declarations): string {
  const fields = checker
    .getPropertiesOfType(exported("ports/mail/mail.ts", "MessageContext"))
    .map((field) => [code(field.name), documentationOf(checker, field).meaning]);
  return `${[
    "# Mails and text messages",
    "Each has a template, whose id stays the same. `mails` replaces the text of a mail by its template; a delivery of your own can replace any message, by `template` and `context`. The examples are of an app called Acme.",
    "## Mails",
    table(["template", "subject", "text"], keysOf(mailTexts).map(mailRow)),
    "## Text messages",
    table(
      ["template", "text"],
      keysOf(smsTexts).map((template) => [
        code(template),
        renderSms({ template, to: "+15555550100", context: CONTEXT }).text,
      ]),
    ),
    "## Context",
    "What a message is made of. Which fields are set depends on the template.",
    table(["field", "meaning"], fields),
    "This page is made from the code by `npm run docs`.",
  ].join("\n\n")}\n`;
}

function mailRow(template: keyof typeof mailTexts): string[] {
  const { subject, text } = renderMail({ template, to: "ada@example.com", context: CONTEXT }, {});
  // The greeting opens every mail, and the app's name ends it.
  const paragraphs = text.split("\n\n").slice(1, -1);
  return [code(template), subject, paragraphs.map((paragraph) => paragraph.trim().replaceAll("\n", " ")).join("<br>")];
}

function keysOf<Key extends string>(texts: Readonly<Record<Key, unknown>>): Key[] {
  // The tables are written in place, so that they hold these keys and no others.
  return Object.keys(texts) as Key[];
}
