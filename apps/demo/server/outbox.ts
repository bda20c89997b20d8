import type { MailDelivery, MailMessage } from "@latchkey/server/mail";
import type { SmsDelivery, SmsMessage } from "@latchkey/server/sms";

/** A message that a real app would have sent. `at`: ISO 8601. */
export type OutboxEntry =
  | ({ kind: "mail"; id: number; at: string } & MailMessage)
  | ({ kind: "sms"; id: number; at: string } & SmsMessage);

/** Keeps messages instead of sending them, for the mailbox page. */
export interface Outbox {
  mail: MailDelivery;
  sms: SmsDelivery;
  /** Newest first. */
  entries(): readonly OutboxEntry[];
  clear(): void;
}

const KEPT = 200;

export function createOutbox(clock: () => Date): Outbox {
  let entries: OutboxEntry[] = [];
  let lastId = 0;
  const stamp = () => {
    lastId += 1;
    return { id: lastId, at: clock().toISOString() };
  };
  const keep = (entry: OutboxEntry) => {
    entries = [entry, ...entries].slice(0, KEPT);
  };
  return {
    mail: { send: async (message) => keep({ kind: "mail", ...stamp(), ...message }) },
    sms: { send: async (message) => keep({ kind: "sms", ...stamp(), ...message }) },
    entries: () => entries,
    clear() {
      entries = [];
    },
  };
}
