import type { Transporter } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool/index.js";
import { SetupError } from "../../lib/setupError.ts";
import { isBuild } from "../environment.ts";
import type { MailDelivery } from "./mail.ts";

/** In milliseconds; a server may be slow to accept a mail, but not to accept the connection. */
const LIMITS = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
/** As many as the outbox sends at the same time: nothing waits in the pool, where it could not time out. */
const MAX_CONNECTIONS = 10;
/** Open connections would keep a finished process alive. */
const CLOSE_AFTER = 1_000;

/** Options of nodemailer, whichever version's types are installed; connections are always pooled. */
export interface SmtpOptions extends Omit<SMTPPool.Options, "pool" | "from"> {
  pool?: true | undefined;
  /** The sender, such as `Acme <hello@acme.com>`. */
  from?: string | undefined;
}

/**
 * Sends mail through an SMTP server with nodemailer (an optional peer, loaded with the first mail).
 *
 * Connections are shared by mails that are sent at the same time, and closed a second after the last one.
 *
 * @param server a URL such as `smtps://user:password@mail.acme.com`, or nodemailer's options
 * @param options.from the sender, such as `Acme <hello@acme.com>` [`from` of nodemailer's options, otherwise the user that
 *   logs in to the server, if that is an address]
 * @throws SetupError for an empty URL, or one of another protocol; without a sender
 */
export function smtp(server: string | SmtpOptions, { from: given }: { from?: string | undefined } = {}): MailDelivery {
  const options: SmtpOptions = typeof server === "string" ? { url: urlOf(server) } : server;
  const from = given ?? options.from ?? senderOf(options);
  let transport: Transporter | undefined;
  let sending = 0;
  let closing: NodeJS.Timeout | undefined;
  const closeWhenIdle = () => {
    if (sending > 0) return;
    closing = setTimeout(() => {
      transport?.close();
      transport = undefined;
    }, CLOSE_AFTER);
  };
  return {
    async send({ to, subject, text, html }) {
      const { createTransport } = await loadNodemailer();
      clearTimeout(closing);
      sending += 1;
      try {
        transport ??= createTransport({ ...LIMITS, maxConnections: MAX_CONNECTIONS, ...options, pool: true });
        const headers = { "auto-submitted": "auto-generated" };
        // An object, not a string: nothing in an address can become a second one.
        await transport.sendMail({ from, to: { name: "", address: to }, subject, text, html, headers });
      } finally {
        sending -= 1;
        closeWhenIdle();
      }
    },
  };
}

function urlOf(server: string): string {
  const isSmtp = URL.canParse(server) && /^smtps?:$/.test(new URL(server).protocol) && new URL(server).hostname !== "";
  // A build has no mail server either, and sends nothing.
  if (isSmtp || isBuild()) return server;
  // Not the value itself: it contains a password.
  const found = server.trim() === "" ? "an empty string: is the variable set that you read it from" : "something else";
  throw new SetupError(`smtp: expected a URL such as "smtps://user:password@mail.acme.com", found ${found}`);
}

function senderOf({ url, auth }: SmtpOptions): string | undefined {
  const inUrl = url !== undefined && URL.canParse(url) ? decodeURIComponent(new URL(url).username) : "";
  const user = auth !== undefined && "user" in auth ? auth.user : inUrl;
  if (user?.includes("@")) return user;
  if (isBuild()) return undefined;
  throw new SetupError('smtp: no sender is given; write `smtp(url, { from: "Acme <hello@acme.com>" })`');
}

async function loadNodemailer(): Promise<typeof import("nodemailer")> {
  try {
    return await import("nodemailer");
  } catch (cause) {
    throw new SetupError("smtp() needs the package nodemailer, which is not installed. Run: npm install nodemailer", {
      cause,
    });
  }
}
