import type { NoFields } from "../../src/config/signupFields.ts";
import type { MailMessage } from "../../src/ports/mail/mail.ts";
import type { SmsMessage } from "../../src/ports/sms/sms.ts";
import type { TestKit, VirtualAuthenticator } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { solveEach } from "../support/challenges.ts";
import type { Client } from "../support/passkeys.ts";
import type { Ledger } from "./ledger.ts";
import type { Snapshot } from "./observe.ts";
import type { Setup } from "./options.ts";

export const NAMES = ["owner", "thief", "hijacker", "stranger"] as const;
export type Name = (typeof NAMES)[number];
export type Kit = TestKit<NoFields>;
export type Message = MailMessage | SmsMessage;

/** A copy of what a client held at one moment. */
export interface Kept {
  kind: ClientKind;
  session: string | null;
  flow: string | null;
  trust: string | null;
}

/** One of the four people: what they own, what they know, and what they have kept. */
export interface Actor {
  name: Name;
  emails: readonly string[];
  phones: readonly string[];
  username: string;
  /** Known only to them; the newest last. */
  passwords: string[];
  clients: Record<ClientKind, Client>;
  /** Holds all their passkeys. */
  device: VirtualAuthenticator;
  totpSecrets: string[];
  recoveryCodes: string[];
  kept: Kept[];
}

/** A call whose headers were sent, and whose body is withheld. */
export interface Held {
  by: Actor;
  client: Client;
  sessionToken: string | null;
  release(): void;
  response: Promise<Response>;
}

/** All parts of a run. */
export interface World {
  kit: Kit;
  setup: Setup;
  actors: Record<Name, Actor>;
  ledger: Ledger;
  held: Held[];
  /** What happened, one line per call. */
  log: string[];
  /** Passwords that were compared or hashed since the last look. */
  hashes: { count: number };
  /** The database's content after the last step. */
  last: Snapshot;
  /** By address: the number of wrong guesses that were compared, and until when they count. */
  guesses: Map<string, { until: number; count: number }>;
  takeStatements(): string[];
}

/** A client of a person, who solves every challenge; {@link makeBot} solves none. */
export function makeClient({ kit, setup }: Pick<World, "kit" | "setup">, kind: ClientKind, ip: string): Client {
  const client = kit.client(kind, { ip });
  return setup.challenge === "never" ? client : solveEach(client);
}

export function makeBot({ kit }: Pick<World, "kit">, kind: ClientKind, ip: string): Client {
  return kit.client(kind, { ip });
}

/** Where a person's own clients are. */
export function addressOf({ name }: Pick<Actor, "name">): string {
  return `198.51.100.${NAMES.indexOf(name) + 1}`;
}

export function makeActor(start: Pick<World, "kit" | "setup">, name: Name): Actor {
  const index = NAMES.indexOf(name);
  const ip = addressOf({ name });
  return {
    name,
    emails: [`${name}@example.com`, `${name}.two@example.com`],
    phones: [`+4915112345${index}01`, `+4915112345${index}02`],
    username: `${name}_name`,
    passwords: [passwordOf(name, 1)],
    clients: { browser: makeClient(start, "browser", ip), app: makeClient(start, "app", ip) },
    device: start.kit.authenticator(),
    totpSecrets: [],
    recoveryCodes: [],
    kept: [],
  };
}

/** Unlike the names and addresses, and on no list of common ones. */
export function passwordOf(name: Name, number: number): string {
  const words = {
    owner: "quartz lantern",
    thief: "velvet anchor",
    hijacker: "copper meadow",
    stranger: "silent harbour",
  };
  return `${words[name]} ${number} xyz`;
}

export function newPassword(actor: Actor): string {
  const password = passwordOf(actor.name, actor.passwords.length + 1);
  actor.passwords.push(password);
  return password;
}

export function currentPassword({ passwords }: Actor): string {
  return passwords.at(-1) ?? "";
}

/** The person who reads messages to an address or number. */
export function readerOf(world: World, contact: string): Name | null {
  return NAMES.find((name) => contactsOf(world.actors[name]).includes(contact)) ?? null;
}

function contactsOf({ emails, phones }: Actor): string[] {
  return [...emails, ...phones];
}

/** What the person can read, the newest first. */
export async function mailbox({ kit }: World, actor: Actor): Promise<Message[]> {
  const { mails, messages } = await kit.delivered();
  return [...mails, ...messages].filter(({ to }) => contactsOf(actor).includes(to)).reverse();
}

/** Keys or codes of a kind that the person can read, the newest first. */
export async function secretsFor(
  world: World,
  actor: Actor,
  template: Message["template"],
): Promise<{ secret: string; to: string }[]> {
  const found = (await mailbox(world, actor)).filter((message) => message.template === template);
  return found.map(({ to, context }) => ({ to, secret: context.key ?? context.code ?? "" }));
}

const COOKIE = "latchkey";

export function tokensOf({ kind, tokens, jar }: Client): Kept {
  const cookie = (name: string) => jar.cookies.get(`${COOKIE}.${name}`) ?? null;
  return kind === "app"
    ? { kind, session: tokens.sessionToken ?? null, flow: tokens.flowToken ?? null, trust: null }
    : { kind, session: cookie("session"), flow: cookie("flow"), trust: cookie("trust") };
}

/** Replaces a client's tokens by these. */
export function putTokens({ kind, tokens, jar }: Client, { session, flow, trust }: Omit<Kept, "kind">): void {
  if (kind === "app") {
    delete tokens.sessionToken;
    delete tokens.flowToken;
    Object.assign(tokens, session === null ? {} : { sessionToken: session }, flow === null ? {} : { flowToken: flow });
    return;
  }
  for (const [name, value] of Object.entries({ session, flow, trust })) {
    if (value === null) jar.cookies.delete(`${COOKIE}.${name}`);
    else jar.cookies.set(`${COOKIE}.${name}`, value);
  }
}
