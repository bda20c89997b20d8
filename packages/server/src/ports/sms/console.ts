import type { SmsDelivery } from "./sms.ts";

/** Prints text messages to the console. For development: they contain codes. */
export function consoleSms(): SmsDelivery {
  return {
    async send({ to, text }) {
      console.info(`\n--- text message to ${to}: ${text}\n---`);
    },
  };
}
