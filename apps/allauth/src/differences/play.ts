import { createVirtualAuthenticator, totpCode, type VirtualAuthenticator } from "@latchkey/server/testing";
import { FRONT_END, type Message, type NewPerson, type Server } from "../servers/server.ts";
import { type Answer, type Call, type Client, type ClientKind, createClient } from "./client.ts";
import type { Issuer } from "./issuer.ts";
import type { Trace } from "./trace.ts";

export const PASSWORD = "correct horse battery";
export const NEW_PASSWORD = "staple a battery horse";

export interface Person {
  id: string;
  email: string;
  phone: string;
  username: string;
  password: string;
  totpSecret: string;
}

export interface PersonOptions extends Omit<NewPerson, "email" | "password"> {
  /** The name in the address [ada]. */
  name?: string;
  /** Null for an account without one. */
  password?: string | null;
  totp?: boolean;
}

/** A client in a scenario, whose answers are recorded. */
export interface Actor {
  readonly client: Client;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, call?: Call): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string, body?: unknown): Promise<Answer>;
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** A page or a form, outside of the JSON protocol. */
  visit(method: string, path: string, form?: Record<string, string>): Promise<Answer>;
  login(person: Person): Promise<Answer>;
}

/** One telling of a scenario: to one server, with one kind of client. */
export interface Play extends Actor {
  readonly kind: ClientKind;
  readonly server: Server;
  readonly issuer: Issuer;
  /** Another client of the same kind, with nothing in it. */
  another(name: string, kind?: ClientKind): Actor;
  /** An address that is used in this scenario only. */
  email(name?: string): string;
  phone(digit?: number): string;
  user(options?: PersonOptions): Promise<Person>;
  setActive(person: Person, isActive: boolean): Promise<void>;
  /** Moves the clock of the server forward. */
  wait(seconds: number): Promise<void>;
  /** The code, or else the key, that was last sent to an address or number. */
  secret(to: string): Promise<string>;
  /** What an authenticator app shows. Another one after a period has passed. */
  totp(secret: string): Promise<string>;
  device(): VirtualAuthenticator;
  /** Something that is compared besides the answers. */
  note(name: string, value: unknown): void;
  /** Waits for the messages that were sent. */
  settle(): Promise<void>;
}

const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

export interface PlayOptions {
  server: Server;
  kind: ClientKind;
  id: string;
  /** Seconds since 1970. */
  at: number;
  trace: Trace;
  /** Distinct in each play, so that no limit by address is shared. */
  number: number;
  issuer: Issuer;
}

export function createPlay({ server, kind, id, at, trace, number, issuer }: PlayOptions): Play {
  let now = at;
  const mailbox: Message[] = [];
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  const scope = `${id}-${kind}`.toLowerCase();
  const collect = async () => {
    const sent = await server.takeOutbox();
    mailbox.push(...sent);
    for (const message of sent) trace.message(message);
  };
  const another = (name: string, other: ClientKind = kind) =>
    createActor({ client: createClient(server, other, address), name, trace });
  trace.alias(`${scope}@`, "here@");
  trace.alias(`${scope}%40`, "here%40");
  const email = (name = "ada") => `${name}.${scope}@example.com`;
  const phone = (digit = 0) => {
    const digits = `4915${String(number * 10 + digit).padStart(8, "0")}`;
    trace.alias(digits, `<number ${digit}>`);
    return `+${digits}`;
  };
  return {
    ...another(""),
    kind,
    server,
    issuer,
    another,
    email,
    phone,
    async user({ name = "ada", totp = false, password = PASSWORD, ...others } = {}) {
      const person = {
        email: email(name),
        ...(password === null ? {} : { password }),
        ...(totp ? { totpSecret: TOTP_SECRET } : {}),
        ...others,
      };
      const made = await server.createUser(person);
      await collect();
      const { username = "", phone: number = "" } = others;
      trace.name(made, `<${name}>`);
      return {
        id: made,
        email: person.email,
        username,
        phone: number,
        password: password ?? "",
        totpSecret: TOTP_SECRET,
      };
    },
    setActive: (person, isActive) => server.setActive(person.id, isActive),
    async wait(seconds) {
      now += seconds;
      await server.setClock(now);
    },
    async secret(to) {
      await collect();
      const found = mailbox.findLast((message) => message.to === to && (message.code ?? message.key) !== undefined);
      const secret = found?.code ?? found?.key;
      if (secret === undefined) throw new Error(`nothing with a secret was sent to ${to}`);
      return secret;
    },
    totp: (secret) => totpCode(secret, new Date(now * 1000), { digits: 6, period: 30 }),
    device: () => createVirtualAuthenticator({ origin: FRONT_END }),
    note: (name, value) => trace.note(name, value),
    settle: collect,
  };
}

interface ActorOptions {
  client: Client;
  name: string;
  trace: Trace;
}

function createActor({ client, name, trace }: ActorOptions): Actor {
  const call = async (method: string, path: string, given: Call = {}) => {
    const answer = await client.call(method, path, given);
    trace.answer(`${name === "" ? "" : `${name}: `}${method} ${path}`, answer, client.kind);
    return answer;
  };
  const withBody =
    (method: string) =>
    (path: string, body?: unknown, given: Call = {}) =>
      call(method, path, { ...(body === undefined ? {} : { body }), ...given });
  return {
    client,
    call,
    get: (path, headers = {}) => call("GET", path, { headers }),
    post: withBody("POST"),
    put: withBody("PUT"),
    patch: withBody("PATCH"),
    delete: withBody("DELETE"),
    async visit(method, path, form) {
      const answer = await client.visit(method, path, form);
      trace.page(`${method} ${path.replace(/\?.*/, "")}`, answer);
      return answer;
    },
    login: ({ email, password }) => call("POST", "auth/login", { body: { email, password } }),
  };
}
