import type { Catalogue } from "../../src/assembly/locales.ts";
import type { MessageContext } from "../../src/ports/mail/mail.ts";

/** Every text of a catalogue, composed with the same values, by its place. */
export function catalogueTexts(
  { errors, inputs, mails, mailWords, sms }: Catalogue,
  context: MessageContext,
): Record<string, string> {
  const values = { ...context, name: context.name ?? "" };
  const mailTexts = Object.entries(mails).flatMap(([template, compose]) => {
    const { subject, lead, action, rest = [] } = compose(values);
    const label = action === undefined ? "" : "label" in action ? `${action.label} → ${action.url}` : "";
    const parts = { subject, lead: lead.join(" "), label, rest: rest.join(" ") };
    return Object.entries(parts).flatMap(([part, text]) => (text === "" ? [] : [[`mails.${template}.${part}`, text]]));
  });
  return {
    ...named("errors", errors),
    ...named("inputs", inputs),
    ...Object.fromEntries(mailTexts),
    "mailWords.greeting": mailWords.greeting(null),
    "mailWords.greeting.named": mailWords.greeting("Qdisplay"),
    "mailWords.openInstead": mailWords.openInstead,
    "mailWords.dot": mailWords.dot,
    "mailWords.colon": mailWords.colon,
    ...Object.fromEntries(Object.entries(sms).map(([template, compose]) => [`sms.${template}`, compose(context)])),
  };
}

function named(group: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${group}.${key}`, text]));
}
