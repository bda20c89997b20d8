import { allauthHandler } from "@latchkey/server/allauth";
import { createTestKit } from "@latchkey/server/testing";
import type { Settings } from "../differences/settings.ts";
import { FRONT_END, type Message, type Server } from "./server.ts";

/** Our own handler over the test kit: a database in memory, a clock to set and an outbox to read. */
export async function startLatchkey(options: Settings["latchkey"], at: number): Promise<Server> {
  const kit = await createTestKit(options);
  const handle = allauthHandler(kit.auth, { errorUrl: `${FRONT_END}/provider-error` });
  let taken = { mails: 0, messages: 0 };
  const setClock = async (time: number) => kit.clock.advance(time - kit.clock.now().getTime() / 1000);
  await setClock(at);
  return {
    name: "latchkey",
    origin: FRONT_END,
    async send({ method, path, headers, body }) {
      const response = await handle(
        new Request(FRONT_END + path, {
          method,
          headers: { "user-agent": "driver", "x-forwarded-for": "192.0.2.1", ...headers },
          ...(body === undefined ? {} : { body }),
        }),
      );
      if (response === null) return { status: 404, headers: new Headers(), text: "" };
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async createUser({ verified, totpSecret, recoveryCodes, phoneVerified = true, ...person }) {
      const { id } = await kit.auth.createUser({ ...person, emailVerified: verified ?? true, phoneVerified });
      if (totpSecret !== undefined || recoveryCodes !== undefined)
        await kit.auth.importAuthenticators(id, {
          ...(totpSecret === undefined ? {} : { totpSecret }),
          ...(recoveryCodes === undefined ? {} : { recoveryCodes }),
        });
      return id;
    },
    setActive: async (id, isActive) => void (await kit.auth.setUserActive(id, isActive)),
    async takeOutbox() {
      const { mails, messages } = await kit.delivered();
      const sent = [...mails.slice(taken.mails), ...messages.slice(taken.messages)].map(message);
      taken = { mails: mails.length, messages: messages.length };
      return sent;
    },
    setClock,
    close: async () => kit[Symbol.asyncDispose](),
  };
}

interface Sendable {
  template: string;
  to: string;
  context: { code?: string; key?: string };
}

function message({ template, to, context: { code, key } }: Sendable): Message {
  return {
    // allauth leaves text messages to the app: it has no names for them.
    template: to.startsWith("+") && code !== undefined ? "code" : template,
    to,
    ...(code === undefined ? {} : { code }),
    ...(key === undefined ? {} : { key }),
  };
}
