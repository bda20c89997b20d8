import { spawn } from "node:child_process";
import { join } from "node:path";
import { HERE } from "./python.ts";
import type { Message, Server } from "./server.ts";

/** Its templates under our names; verification is told apart by what is in the mail. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "account/email/email_confirmation": "verify_email",
  "account/email/email_confirmation_signup": "verify_email",
  "account/email/password_reset_key": "password_reset",
  "account/email/password_reset": "password_was_reset",
  "account/email/email_deleted": "email_removed",
};

interface Entry {
  template: string;
  to: string;
  code?: string;
  key?: string;
  activate_url?: string;
  password_reset_url?: string;
}

/** Starts django-allauth in a process of its own, on a database in memory. */
export async function startAllauth(programs: string, settings: object, at: number): Promise<Server> {
  const child = spawn(join(programs, "python"), ["serve.py", String(at)], {
    cwd: join(HERE, "django"),
    env: { ...process.env, SETTINGS: JSON.stringify(settings), PYTHONDONTWRITEBYTECODE: "1" },
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
    child.once("exit", () => reject(new Error(`django-allauth did not start:\n${errors}`)));
  });
  const origin = `http://localhost:${port}`;
  const command = async (name: string, given: object): Promise<unknown> => {
    const response = await fetch(`${origin}/dev/${name}`, { method: "POST", body: JSON.stringify(given) });
    if (!response.ok) throw new Error(`dev/${name}: ${response.status}\n${errors.slice(-2000)}`);
    return response.json();
  };
  return {
    name: "allauth",
    origin,
    async send({ method, path, headers, body }) {
      const response = await fetch(origin + path, {
        method,
        headers: { "user-agent": "driver", "x-forwarded-for": "192.0.2.1", ...headers },
        redirect: "manual",
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    // The answers of our own commands in `django/dev.py`.
    createUser: async (person) => ((await command("users", person)) as { id: string }).id,
    setActive: async (id, active) => void (await command("active", { id, active })),
    takeOutbox: async () => ((await command("outbox", {})) as Entry[]).map(message),
    setClock: async (time) => void (await command("clock", { at: time })),
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill();
      }),
  };
}

function message({ template, to, code, key, activate_url, password_reset_url }: Entry): Message {
  const known = TEMPLATES[template] ?? template.replace(/^.*\//, "");
  const url = activate_url ?? (known === "password_reset" ? password_reset_url : undefined);
  const secret = url === undefined ? key : decodeURIComponent(url.slice(url.indexOf("key=") + 4));
  return {
    template: known === "verify_email" && code !== undefined ? "verify_email_code" : known,
    to,
    ...(code === undefined ? {} : { code }),
    ...(secret === undefined ? {} : { key: secret }),
  };
}
