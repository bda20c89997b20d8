import type { AuthEvent } from "../config/events.ts";
import type { MailDelivery } from "../ports/mail/mail.ts";
import type { Passwords } from "../ports/passwordHasher/passwords.ts";
import type { ProviderHttp } from "../ports/provider.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import { type Telemetry, traced } from "../ports/telemetry/telemetry.ts";

// What the app replaces or waits for, within spans. Without the option `telemetry`, each is what it was.

export function instrumentPasswords(passwords: Passwords, telemetry: Telemetry | undefined): Passwords {
  if (telemetry === undefined) return passwords;
  const name = "latchkey.hash";
  return {
    ...passwords,
    hash: (...given) => traced(telemetry, { name, "latchkey.use": "hash" }, () => passwords.hash(...given)),
    verify: (...given) => traced(telemetry, { name, "latchkey.use": "verify" }, () => passwords.verify(...given)),
  };
}

export function instrumentMail(
  delivery: MailDelivery | undefined,
  telemetry: Telemetry | undefined,
): MailDelivery | undefined {
  if (delivery === undefined || telemetry === undefined) return delivery;
  return {
    send: (message) => traced(telemetry, deliveryOf("mail", message.template), async () => delivery.send(message)),
  };
}

export function instrumentSms(
  delivery: SmsDelivery | undefined,
  telemetry: Telemetry | undefined,
): SmsDelivery | undefined {
  if (delivery === undefined || telemetry === undefined) return delivery;
  return {
    send: (message) => traced(telemetry, deliveryOf("sms", message.template), async () => delivery.send(message)),
  };
}

function deliveryOf(kind: "mail" | "sms", template: string) {
  return { name: "latchkey.delivery", "latchkey.kind": kind, "latchkey.template": template } as const;
}

export function instrumentProviders(http: ProviderHttp, telemetry: Telemetry | undefined): ProviderHttp {
  if (telemetry === undefined) return http;
  // Neither path nor query: they may contain codes and tokens.
  const called = (url: string | URL) =>
    ({ name: "latchkey.provider", "server.address": URL.canParse(String(url)) ? new URL(url).host : "" }) as const;
  return {
    ...http,
    fetch: (...given) => traced(telemetry, called(given[0]), () => http.fetch(...given)),
    json: (...given) => traced(telemetry, called(given[0]), () => http.json(...given)),
  };
}

/** Counts events by what they are, and never by whom they concern. */
export function countEvent(telemetry: Telemetry | undefined, { type, client, code }: AuthEvent): void {
  telemetry?.count("latchkey.events", {
    "latchkey.event": type,
    ...(client === undefined ? {} : { "latchkey.client": client }),
    ...(code === undefined ? {} : { "latchkey.code": code }),
  });
}
