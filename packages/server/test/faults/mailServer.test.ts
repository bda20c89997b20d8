import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { expect, it } from "vitest";
import { smtp } from "../../src/mail.ts";
import { outbox } from "../../src/schema.ts";
import { TEST_PASSWORD } from "../../src/testing/createTestKit.ts";
import { createTestKit } from "../support/kit.ts";

const PEOPLE = process.env["FAULTS"] === undefined ? 40 : 500;

/** Accepts connections and does not respond; hangs up on request. */
async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

it("a mail server that hangs holds up nobody, and once it is back every mail is delivered", async () => {
  const silent = await silentServer();
  const url = `smtp://127.0.0.1:${silent.port}`;
  await using kit = await createTestKit({ rateLimits: false, mail: smtp(url, { from: "Acme <hello@acme.com>" }) });
  const emails = Array.from({ length: PEOPLE }, (_, index) => `person${index}@example.com`);
  for (const email of emails)
    expect(await kit.client("app").account.signup.mutate({ email, password: TEST_PASSWORD })).toMatchObject({
      status: "pending",
    });
  // At most ten at a time, regardless of the number of waiting mails.
  expect(silent.sockets.size).toBeLessThanOrEqual(10);
  await silent.close();
  await kit.auth.close();
  expect(await kit.database.select().from(outbox)).toHaveLength(PEOPLE);

  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      stream.resume();
      stream.on("end", () => {
        received.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  server.listen(silent.port, "127.0.0.1");
  await once(server.server, "listening");
  try {
    for (let turn = 0; turn < 50 && (await kit.database.select().from(outbox)).length > 0; turn += 1) {
      kit.clock.advance(120);
      await kit.auth.deliverMessages();
      await kit.auth.close();
    }
    expect(received.sort()).toEqual(emails.sort());
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}, 120_000);
