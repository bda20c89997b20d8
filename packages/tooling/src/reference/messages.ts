import { mailTexts } from "../../../server/src/messages/mailTexts.ts";
import { renderMail } from "../../../server/src/messages/renderMail.ts";
import { renderSms, smsTexts } from "../../../server/src/messages/renderSms.ts";
import type { MessageContext } from "../../../server/src/ports/mail/mail.ts";
import { type Declarations, documentationOf } from "./declarations.ts";
import { code, table } from "./markdown.ts";

/** The values of the examples. */
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

/** The page on messages: each template with its text. */
export function messagesPage({ checker, exported }: Declarations): string {
  const fields = checker
    .getPropertiesOfType(exported("ports/mail/mail.ts", "MessageContext"))
    .map((field) => [code(field.name), documentationOf(checker, field).meaning]);
  return `${[
    "# Emails and text messages",
    "Each message has a template with a stable id. The option `mails` replaces the text of an email by template; your own delivery can replace any message, using `template` and `context`. The examples are from an app called Acme.",
    "## Emails",
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
    "The values in a message. Which fields are set depends on the template.",
    table(["field", "meaning"], fields),
    "This page is generated from the code by `npm run docs`.",
  ].join("\n\n")}\n`;
}

function mailRow(template: keyof typeof mailTexts): string[] {
  const { subject, text } = renderMail({ template, to: "ada@example.com", context: CONTEXT }, {});
  // The greeting begins every mail, and the app's name ends it.
  const paragraphs = text.split("\n\n").slice(1, -1);
  return [code(template), subject, paragraphs.map((paragraph) => paragraph.trim().replaceAll("\n", " ")).join("<br>")];
}

function keysOf<Key extends string>(texts: Readonly<Record<Key, unknown>>): Key[] {
  // The tables are literals, so they have these keys and no others.
  return Object.keys(texts) as Key[];
}
