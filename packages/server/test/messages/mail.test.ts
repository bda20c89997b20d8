import { type AddressInfo, createServer } from "node:net";
import { SMTPServer } from "smtp-server";
import { describe, expect, it } from "vitest";
import { smtp } from "../../src/mail.ts";
import { mailTexts } from "../../src/messages/mailTexts.ts";
import { renderMail } from "../../src/messages/renderMail.ts";
import type { MailTemplate, MessageContext } from "../../src/ports/mail/mail.ts";

const hostile = "<script>alert(1)</script>\"'&\r\nBcc: eve@evil.com\u001b[31m\u202e";
const context: MessageContext = {
  appName: hostile,
  url: "https://acme.com/verify#key=abc",
  code: "WDJB-MJHT",
  user: { id: "1", display: hostile, email: hostile, username: hostile },
  email: hostile,
  phone: hostile,
  oldEmail: hostile,
  passwordResetUrl: "https://acme.com/reset",
  signupUrl: "https://acme.com/signup",
  ip: hostile,
  userAgent: hostile,
  at: "2030-01-01T12:00:00.000Z",
  name: hostile,
};

// The table of texts has exactly these keys.
describe.each(Object.keys(mailTexts) as MailTemplate[])("the mail %s", (template) => {
  it("escapes names that users chose, in every part", () => {
    const { subject, text, html } = renderMail({ template, to: "ada@example.com", context }, {});
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toContain("\nBcc:");
    for (const character of ["\u001b", "\u202e"])
      for (const part of [subject, text, html]) expect(part).not.toContain(character);
    expect(text).not.toContain("&lt;");
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
    expect(html).toMatch(/^<!doctype html><html lang="en">.*<title>[^<]+<\/title>/s);
  });
});

/** Names that mail programs turn into links, with the other characters that browsers treat as a full stop. */
const LINKS = ["evil.com", "https://evil.com/x", "www.evil.com", "evil\u3002com", "evil\uff0ecom", "Ada at evil.com!"];

describe.each(Object.keys(mailTexts) as MailTemplate[])("the mail %s, when a stranger's name is a link", (template) => {
  it.each(LINKS)("%s: does not contain it as one", (name) => {
    const named: MessageContext = {
      appName: "Acme",
      url: "https://acme.com/v",
      code: "WDJB-MJHT",
      email: "ada@example.com",
      name,
      user: { id: "1", display: name, email: "ada@example.com", username: name },
      userAgent: `curl (+${name})`,
    };
    const { subject, text, html } = renderMail({ template, to: "ada@example.com", context: named }, {});
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/evil[.\u3002\uff0e]com/);
      expect(part).not.toMatch(/www\.|:\/\/evil/);
    }
    expect(text).toMatch(/^Hello,\n/);
  });
});

describe("mails", () => {
  it("show names, versions and addresses unchanged", () => {
    const userAgent = "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0";
    const named = { appName: "Acme", user: { id: "1", display: "Ada", email: "a@b.co", username: "ada" }, userAgent };
    const { text } = renderMail({ template: "totp_activated", to: "a@b.co", context: named }, {});
    expect(text).toContain("Hello Ada,");
    expect(text).toContain(userAgent);
    const unnamed = { ...named, user: { ...named.user, display: "a@b.co" } };
    expect(renderMail({ template: "totp_activated", to: "a@b.co", context: unnamed }, {}).text).toContain(
      "Hello a@b.co,",
    );
    const reset = { ...named, url: "https://acme.com/r", user: { ...named.user, username: "ada.lovelace" } };
    const { text: told } = renderMail({ template: "password_reset", to: "a@b.co", context: reset }, {});
    expect(told).toContain("Your username is ada (dot) lovelace.");
  });

  it("make no link of an address that was added to look like one", () => {
    const email = "www.evil.com/login@evil.com";
    const added = { appName: "Acme", user: { id: "1", display: "Ada", email: "a@b.co", username: null }, email };
    const { text, html } = renderMail({ template: "email_added", to: "a@b.co", context: added }, {});
    for (const part of [text, html]) expect(part).not.toContain("evil.com");
    const plain = { ...added, email: "eve@evil.com" };
    const { text: told } = renderMail({ template: "email_added", to: "a@b.co", context: plain }, {});
    expect(told).toContain("eve@evil.com");
  });

  it("pass names to the app's own texts that are no links", () => {
    const linking = { appName: "Acme", user: { id: "1", display: "evil.com", email: "a@b.co", username: "evil.com" } };
    const { text, context: told } = renderMail(
      { template: "totp_activated", to: "a@b.co", context: linking },
      { totp_activated: ({ user }) => ({ text: `Hello ${user?.display}` }) },
    );
    expect(text).toBe("Hello evil (dot) com");
    expect(told.user?.display).toBe("evil.com");
  });

  it("carry the code or the link in both parts, exactly", () => {
    for (const template of ["verify_email", "password_reset"] as const) {
      const { text, html } = renderMail({ template, to: "a@b.co", context }, {});
      expect(text).toContain(context.url);
      expect(html).toContain(`href="${context.url}"`);
    }
    for (const template of ["verify_email_code", "login_code", "password_reset_code"] as const) {
      const { text, html } = renderMail({ template, to: "a@b.co", context }, {});
      expect(text).toContain("\n    WDJB-MJHT\n");
      expect(html).toContain(">WDJB-MJHT<");
    }
  });

  it("have a button in the app's colour, with readable text on it", () => {
    const buttonOf = (color: string) => {
      const { html } = renderMail({ template: "verify_email", to: "a@b.co", context }, {}, { style: { color } });
      return /background:(#\w+);color:(#\w+)[^>]*>Verify email address<\/a>/.exec(html)?.slice(1);
    };
    expect(buttonOf("#1d3b8b")).toEqual(["#1d3b8b", "#ffffff"]);
    expect(buttonOf("#ffd21e")).toEqual(["#ffd21e", "#000000"]);
  });

  it("name the app where its logo is not shown, and have separate colours for dark mode", () => {
    const style = { color: "#0a7a54", logo: "https://acme.com/logo.png?a=1&b=2" };
    const acme = { ...context, appName: "Acme" };
    const { html } = renderMail({ template: "login_code", to: "a@b.co", context: acme }, {}, { style });
    expect(html).toContain(`b=2" alt="Acme"`);
    const [, dark = ""] = html.split("@media (prefers-color-scheme:dark)");
    for (const name of ["page", "card", "quiet", "box", "link"]) expect(dark).toContain(`.${name}{`);
    expect(renderMail({ template: "login_code", to: "a@b.co", context }, {}).html).not.toContain("<img");
  });

  it("contain the app's text instead, whole or in part", () => {
    const { subject, text, html } = renderMail(
      { template: "login_code", to: "a@b.co", context },
      { login_code: ({ code }) => ({ subject: "Hello\r\nBcc: x", text: `Your code is <${code}>` }) },
    );
    expect([subject, text]).toEqual(["Hello Bcc: x", "Your code is <WDJB-MJHT>"]);
    expect(html).toContain("Your code is &lt;WDJB-MJHT&gt;");
    expect(html).toContain("<title>Hello Bcc: x</title>");
  });

  it("pass values to the app's own texts that cannot look like lines of theirs", () => {
    const { text } = renderMail(
      { template: "totp_activated", to: "a@b.co", context },
      { totp_activated: ({ user }) => ({ text: `Hello ${user?.display}` }) },
    );
    expect(text.split("\n")).toHaveLength(1);
  });
});

describe("smtp()", () => {
  async function server(onData: (mail: string) => Error | null, at = 0) {
    const smtpServer = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: ({ username }, _session, callback) => callback(null, { user: username }),
      disabledCommands: ["STARTTLS"],
      onData(stream, _session, callback) {
        let mail = "";
        stream.on("data", (chunk: Buffer) => {
          mail += chunk.toString();
        });
        stream.on("end", () => callback(onData(mail)));
      },
    });
    await new Promise<void>((resolve) => smtpServer.listen(at, "127.0.0.1", resolve));
    const { port } = smtpServer.server.address() as AddressInfo;
    return {
      url: `smtp://127.0.0.1:${port}`,
      connected: (listener: () => void) => smtpServer.server.on("connection", listener),
      close: () => new Promise<void>((resolve) => smtpServer.close(() => resolve())),
    };
  }
  const message = renderMail(
    {
      template: "verify_email",
      to: "ada@example.com",
      context: { appName: "Acme", url: "https://acme.com/v", email: "ada@example.com" },
    },
    {},
  );

  it("delivers text and HTML to one address, marked as automatic", async () => {
    const mails: string[] = [];
    const { url, close } = await server((mail) => {
      mails.push(mail);
      return null;
    });
    await smtp(url, { from: "Acme <hello@acme.com>" }).send(message);
    expect(mails[0]).toMatch(/^From: Acme <hello@acme\.com>\r$/m);
    expect(mails[0]).toMatch(/^To: ada@example\.com\r$/m);
    expect(mails[0]).toMatch(/^Auto-Submitted: auto-generated\r$/im);
    expect(mails[0]).toContain("Content-Type: multipart/alternative");
    await close();
  });

  it("takes its sender from nodemailer's options or from the user of the URL, if it is not told one", async () => {
    const senders: (string | undefined)[] = [];
    const { url, close } = await server((mail) => {
      senders.push(/^From: (.*)\r$/m.exec(mail)?.[1]);
      return null;
    });
    const { port } = new URL(url);
    await smtp({ host: "127.0.0.1", port: Number(port), from: "Acme <hello@acme.com>" }).send(message);
    await smtp(`smtp://mailer%40acme.com:secret@127.0.0.1:${port}`).send(message);
    const auth = { user: "robot@acme.com", pass: "secret" };
    await smtp({ host: "127.0.0.1", port: Number(port), auth }).send(message);
    expect(senders).toEqual(["Acme <hello@acme.com>", "mailer@acme.com", "robot@acme.com"]);
    await close();
  });

  it("shares a connection, closes it when done, and opens another for the next mail", async () => {
    let connections = 0;
    const { url, close, connected } = await server(() => null);
    connected(() => (connections += 1));
    const mail = smtp({ url, pool: true, socketTimeout: 60_000 }, { from: "hello@acme.com" });
    await mail.send(message);
    await mail.send(message);
    expect(connections).toBe(1);
    // Resolves when the client has closed the last connection.
    await close();
    const again = await server(() => null, Number(new URL(url).port));
    await mail.send(message);
    await again.close();
  });

  it("fails when the server refuses permanently, and delivers once it does not", async () => {
    let isUp = false;
    const { url, close } = await server(() =>
      isUp ? null : Object.assign(new Error("no such mailbox"), { responseCode: 550 }),
    );
    const mail = smtp(url, { from: "hello@acme.com" });
    await expect(mail.send(message)).rejects.toMatchObject({ responseCode: 550 });
    isUp = true;
    await mail.send(message);
    await close();
  });

  it("fails when the server accepts the connection and does not respond", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const mail = smtp({ host: "127.0.0.1", port, pool: true, greetingTimeout: 50 }, { from: "hello@acme.com" });
    await expect(mail.send(message)).rejects.toThrow();
    silent.close();
  });

  it("fails when the server refuses, so that the message is kept", async () => {
    const { url, close } = await server(() => Object.assign(new Error("try later"), { responseCode: 451 }));
    await expect(smtp(url, { from: "hello@acme.com" }).send(message)).rejects.toThrow();
    await close();
    await expect(smtp(url, { from: "hello@acme.com" }).send(message)).rejects.toThrow();
  });
});
