import pLimit from "p-limit";
import { z } from "zod";
import type { Database, Transaction } from "../db/database.ts";
import { claimOutbox, deleteOutbox, insertOutbox, postponeOutbox } from "../db/outbox.ts";
import type { OutboxRow } from "../db/rows.ts";
import { later } from "../lib/instants.ts";
import type { Secrets } from "../lib/secrets.ts";
import { CLOCK_DIFFERENCE, type Clock } from "../ports/clock.ts";
import { ANSWER_TIMEOUT, withDeadline } from "../ports/deadline.ts";
import type { MailDelivery, MailMessage, MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import type { Random } from "../ports/random.ts";
import type { SmsDelivery, SmsMessage, SmsTemplate } from "../ports/sms/sms.ts";
import { deliveryError } from "./deliveryError.ts";

/**
 * A message to send, before it has a text. `locale` is the language of the request that caused it, which is not known any
 * more when the text is composed.
 */
export type OutgoingMessage =
  | { kind: "none" }
  | { kind: "mail"; template: MailTemplate; to: string; context: MessageContext; locale?: string | undefined }
  | { kind: "sms"; template: SmsTemplate; to: string; context: MessageContext; locale?: string | undefined };

export type OutgoingMail = Extract<OutgoingMessage, { kind: "mail" }>;
export type OutgoingSms = Extract<OutgoingMessage, { kind: "sms" }>;

/** Stored like a message and sent to nobody: without a recipient, the response takes the same time. */
export const NO_MESSAGE: OutgoingMessage = { kind: "none" };

/** A stored message. Its text is composed when it is sent: no code of the app runs inside one of our transactions. */
export interface StoredMessage {
  row: OutboxRow;
  outgoing: OutgoingMessage;
}

/** Keeps messages in the database until they are delivered. */
export interface Outbox {
  /** Stores messages in the transaction of their change: one statement. */
  enqueue(
    tx: Transaction,
    messages: readonly OutgoingMessage[],
    caused: { now: Date; locale: string | null },
  ): Promise<StoredMessage[]>;
  /** Sends stored messages, after the commit and without delaying the caller. Never throws. */
  dispatch(stored: readonly StoredMessage[]): void;
  /** Sends what is due: left by a process that ended, or to be retried. @returns how many were due */
  sweep(): Promise<number>;
  /** Resolves when nothing is being sent. */
  settled(): Promise<void>;
}

export interface OutboxParts {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  random: Random;
  mail: MailDelivery | undefined;
  sms: SmsDelivery | undefined;
  render: {
    mail(message: OutgoingMail): MailMessage | Promise<MailMessage>;
    sms(message: OutgoingSms): SmsMessage | Promise<SmsMessage>;
  };
  background?: ((promise: Promise<unknown>) => void) | undefined;
  /** Called for each failed attempt; `isFinal` when the message is given up. */
  onFailure(failure: { template: string; error: unknown; isFinal: boolean }): void;
}

/** Seconds for which a message belongs to the process that stored or claimed it. */
const LEASE = 60;
const SEND_TIMEOUT = 30;
/** A message keeps one of the few slots until it is recorded: over a connection that has died silently, for ever. */
const RECORDING = { who: "the database, which records a message,", milliseconds: ANSWER_TIMEOUT };
/** With the delays below, more than a day: a provider that is down overnight costs no mail. */
const MAX_ATTEMPTS = 36;
const FIRST_DELAY = 10;
const MAX_DELAY = 3_600;
const IN_FLIGHT = 10;
const MAX_WAITING = 1_000;
/** How many messages one sweep claims. */
export const SWEEP_SIZE = 50;

export function createOutbox(parts: OutboxParts): Outbox {
  const { database, secrets, clock, random } = parts;
  const limit = pLimit(IN_FLIGHT);
  const flights = new Set<Promise<void>>();
  const dispatchOne = async (stored: StoredMessage): Promise<void> => {
    // A message that is skipped here remains in the database, and the sweep sends it when its lease is over.
    if (limit.pendingCount >= MAX_WAITING) return;
    const waits = limit.activeCount >= IN_FLIGHT;
    const flight = limit(async () => {
      // The lease would end before the delivery must have ended: another process may be sending it by then.
      if (waits && stored.row.nextAttemptAt < later(clock(), SEND_TIMEOUT)) return;
      await deliver(parts, stored);
    }).finally(() => flights.delete(flight));
    flights.add(flight);
    await flight;
  };
  return {
    async enqueue(tx, messages, { now, locale }) {
      const stored = messages.map((message): StoredMessage => {
        const outgoing = locale === null || message.kind === "none" ? message : { ...message, locale };
        const id = random.uuid();
        const sealed = secrets.seal("message", JSON.stringify(outgoing), id);
        const { kind } = outgoing;
        return { outgoing, row: { id, kind, sealed, attempts: 0, nextAttemptAt: later(now, LEASE), createdAt: now } };
      });
      await insertOutbox(
        tx,
        stored.map(({ row }) => row),
      );
      return stored;
    },
    dispatch(stored) {
      const sent = new Promise<void>((resolve) => {
        // Not before the response has been sent: its timing then reveals nothing.
        setImmediate(() => void Promise.all(stored.map(dispatchOne)).then(() => resolve()));
      });
      flights.add(sent);
      void sent.finally(() => flights.delete(sent));
      parts.background?.(sent);
    },
    async sweep() {
      const now = clock();
      const rows = await claimOutbox(database, {
        now,
        leaseUntil: later(now, LEASE),
        latest: later(now, MAX_DELAY + CLOCK_DIFFERENCE),
        limit: SWEEP_SIZE,
      });
      await Promise.all(rows.map((row) => reopen(parts, row, dispatchOne)));
      return rows.length;
    },
    async settled() {
      while (flights.size > 0) await Promise.all(flights);
    },
  };
}

const content = {
  template: z.string(),
  to: z.string(),
  context: z.looseObject({ appName: z.string() }),
  locale: z.string().optional(),
};
// `enqueue` has written the sealed value; only the envelope is checked, the seal authenticates the rest.
const stored = z.union([
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.enum(["mail", "sms"]), ...content }),
  // As stored by a version that composed the texts beforehand.
  z
    .object({ kind: z.enum(["mail", "sms"]), message: z.object(content) })
    .transform(({ kind, message }) => ({ kind, ...message })),
]);

async function reopen(
  parts: OutboxParts,
  row: OutboxRow,
  dispatchOne: (stored: StoredMessage) => Promise<void>,
): Promise<void> {
  let unsealed: unknown;
  try {
    unsealed = JSON.parse(parts.secrets.unseal("message", row.sealed, row.id));
  } catch (error) {
    // Another process may have the secret: while it is being replaced, processes with the old and the new one run.
    return putOff(parts, { row, template: row.kind, error });
  }
  const outgoing = stored.safeParse(unsealed);
  // Templates and contexts are those of `enqueue`: see above.
  if (outgoing.success) return dispatchOne({ row, outgoing: outgoing.data as OutgoingMessage });
  // Another version may know this kind; it must not keep the others from being sent.
  await putOff(parts, { row, template: row.kind, error: new Error("a stored message is of no known kind") });
}

/**
 * Sends one message and records the outcome. If that cannot be recorded, the delivery counts as failed, and is repeated
 * after the lease.
 */
async function deliver(parts: OutboxParts, { row, outgoing }: StoredMessage): Promise<void> {
  const template = outgoing.kind === "none" ? "none" : outgoing.template;
  try {
    await send(parts, outgoing).then(
      () => withDeadline(RECORDING, () => deleteOutbox(parts.database, row.id)),
      (error: unknown) => putOff(parts, { row, template, error }),
    );
  } catch (error) {
    parts.onFailure({ template, error, isFinal: false });
  }
}

/** @throws Error without the message's secrets, whatever was thrown */
async function send(parts: OutboxParts, outgoing: OutgoingMessage): Promise<void> {
  if (outgoing.kind === "none") return;
  const { render, mail, sms } = parts;
  let text = "";
  try {
    // An app's own texts may throw, and so may its delivery before it has begun. Texts may wait for the database.
    await inTime(outgoing.kind, async (signal) => {
      if (outgoing.kind === "mail") {
        const message = await render.mail(outgoing);
        signal.throwIfAborted();
        text = message.text;
        if (mail === undefined) throw missing("mail");
        await mail.send(message);
      } else {
        const message = await render.sms(outgoing);
        signal.throwIfAborted();
        text = message.text;
        if (sms === undefined) throw missing("sms");
        await sms.send(message);
      }
    });
  } catch (error) {
    throw deliveryError(error, { ...outgoing, text });
  }
}

function inTime(kind: "mail" | "sms", sending: (signal: AbortSignal) => Promise<void>): Promise<void> {
  return withDeadline({ who: `the delivery of ${kind}`, milliseconds: SEND_TIMEOUT * 1_000 }, sending);
}

function missing(kind: "mail" | "sms"): Error {
  return new Error(`no delivery for ${kind} is set up`);
}

async function putOff(
  { database, clock, random, onFailure }: OutboxParts,
  { row, template, error }: { row: OutboxRow; template: string; error: unknown },
): Promise<void> {
  const isFinal = row.attempts + 1 >= MAX_ATTEMPTS;
  onFailure({ template, error, isFinal });
  if (isFinal) return withDeadline(RECORDING, () => deleteOutbox(database, row.id));
  const jitter = 0.75 + (random.bytes(1)[0] ?? 0) / 512;
  const delay = Math.min(MAX_DELAY, FIRST_DELAY * 2 ** row.attempts) * jitter;
  const until = later(clock(), Math.ceil(delay));
  await withDeadline(RECORDING, () => postponeOutbox(database, row.id, until));
}
