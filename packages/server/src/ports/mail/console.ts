import type { MailDelivery } from "./mail.ts";

/** Prints mails to the console. For development: they hold codes and keys. */
export function consoleMail(): MailDelivery {
  return {
    async send({ to, subject, text }) {
      console.info(`\n--- mail to ${to}: ${subject}\n${text}\n---`);
    },
  };
}
