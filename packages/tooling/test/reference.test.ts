import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { drizzle } from "drizzle-orm/pglite";
import { afterAll, describe, expect, it } from "vitest";
import type { AuthOptions } from "../../server/src/config/authOptions.ts";
import { resolveOptions } from "../../server/src/config/resolveOptions.ts";
import { proofOfWork } from "../../server/src/ports/challenge/proofOfWork.ts";
import { consoleMail } from "../../server/src/ports/mail/console.ts";
import { createTestKit } from "../../server/src/testing.ts";
import { filesBelow } from "../src/imports.ts";
import { type DeclaredOption, openDeclaredTypes } from "./support/declared.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("packages/server/README.md");
const page = (name: string) => read(`packages/server/docs/${name}.md`);

const types = openDeclaredTypes(root);
afterAll(() => types[Symbol.dispose]());

/** The cells of the first table with this first column; the first text in backticks is the name of its row. */
function rowsOf(text: string, column: string): { name: string; cells: string[] }[] {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${column} |`));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  return lines.slice(head + 2, end).map((line) => {
    const cells = line
      .slice(2, -2)
      .split(/ (?<!\\)\| /)
      .map((cell) => cell.trim());
    return { name: /`([^`]+)`/.exec(cells[0] ?? "")?.[1] ?? "", cells };
  });
}
const namesOf = (text: string, column: string) =>
  rowsOf(text, column)
    .map(({ name }) => name)
    .sort();

/** The minimal options of an app. */
const least: AuthOptions = {
  database: drizzle.mock(),
  secret: "x".repeat(32),
  appName: "Acme",
  origin: "https://acme.com",
  mail: consoleMail(),
};

/** The same, with the features that are off unless an option of theirs is set. */
const switchedOn: AuthOptions = { ...least, challenge: { by: proofOfWork() } };

/** The minimal options of an app, with another value at a path. */
function withValue(path: readonly string[], value: unknown): AuthOptions {
  const put = (group: object, [name = "", ...rest]: readonly string[]): object => {
    const inner: unknown = Reflect.get(group, name);
    const below = typeof inner === "object" && inner !== null ? inner : {};
    return { ...group, [name]: rest.length === 0 ? value : put(below, rest) };
  };
  // Some tests put an invalid value there on purpose; the rest is unchanged.
  return put(least, path) as AuthOptions;
}

function valueAt(options: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (group, name) => (typeof group === "object" && group !== null ? Reflect.get(group, name) : undefined),
    options,
  );
}

/** What a group of options needs, where it needs something. */
const LEAST: Readonly<Record<string, unknown>> = { "mfa.required": { after: new Date(0) } };

describe("the table of options", () => {
  const options = types.optionsOf("config/authOptions.ts", "AuthOptions");
  const rows = rowsOf(readme, "option");
  /** Options of a feature that may be switched off as a whole. */
  const isBelowAnother = (path: string) => options.some((other) => path.startsWith(`${other.path}.`));

  it("has every option of the interface, and no other", () => {
    expect(options.length).toBeGreaterThan(90);
    expect(rows.map(({ name }) => name).sort()).toEqual(options.map(({ path }) => path).sort());
  });

  it("contains each one's meaning and default", () => {
    expect(options.filter(({ comment }) => comment === "").map(({ path }) => path)).toEqual([]);
    expect(rows.filter(({ cells }) => cells.length !== 3 || cells.includes("")).map(({ name }) => name)).toEqual([]);
  });

  it("contains the defaults that createAuth fills in, like the comments that editors show", () => {
    const filledIn = ({ path }: DeclaredOption) => {
      const [parent, names] = [path.split(".").slice(0, -1), path.split(".")];
      return path in least
        ? undefined
        : valueAt(
            resolveOptions(isBelowAnother(path) ? withValue(parent, LEAST[parent.join(".")] ?? {}) : switchedOn),
            names,
          );
    };
    const said = ({ path }: DeclaredOption) => rows.find(({ name }) => name === path)?.cells[1] ?? "";
    const wrong = options.filter((option) => !isTrue(option, { filledIn: filledIn(option), said: said(option) }));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("names each like createAuth's errors", () => {
    const whole = options.filter(({ path }) => !isBelowAnother(path));
    const refusals = whole.map(({ path }) => refusalOf(withValue(path.split("."), Symbol("wrong"))).split(": ", 2)[1]);
    expect(refusals).toEqual(whole.map(({ path }) => path));
  });
});

/** Defaults computed from other options. */
const COMPUTED = ["email", "username", "phone"]
  .map((name) => `account.signup.${name}`)
  .concat("account.codeFormat.length")
  .concat(
    ["emailVerification", "phoneVerification", "login", "passwordReset"].flatMap((use) => [
      `account.codes.${use}.format.kind`,
      `account.codes.${use}.format.length`,
    ]),
  );

/** Whether comment and table state the actual default: as JSON where possible, otherwise in the same words. */
function isTrue(option: DeclaredOption, { filledIn, said }: { filledIn: unknown; said: string }): boolean {
  const words = option.default?.replaceAll(/\s+/g, " ") ?? "";
  if (option.isRequired) return words === "" && said === "required";
  const json = parsed(words);
  if (json !== null)
    return isDeepStrictEqual(filledIn, json.value) && said.startsWith(`\`${JSON.stringify(filledIn)}\``);
  return words !== "" && words === said && (!isData(filledIn) || COMPUTED.includes(option.path));
}

function refusalOf(options: AuthOptions): string {
  try {
    resolveOptions(options);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

/** The value of a JSON text; null for text in words. */
function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Whether a value could be written as JSON. */
function isData(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value) !== undefined && typeof value !== "function";
}

describe("the table of hooks", () => {
  it("has every hook that the server calls, and no other, each with the time of its call", () => {
    const sources = filesBelow(root, "packages/server/src").map(read).join("\n");
    const called = [...sources.matchAll(/options\.hooks\.(\w+)\?\.\(|const \{ (\w+) \} = [\w.]*options\.hooks;/g)];
    expect(namesOf(readme, "hook")).toEqual([...new Set(called.map(([, name, taken]) => name ?? taken))].sort());
    expect(rowsOf(readme, "hook").filter(({ cells }) => (cells[1] ?? "") === "")).toEqual([]);
  });
});

describe("the table of errors", () => {
  it("has every code that an error may carry, and no other", () => {
    expect(namesOf(readme, "code")).toEqual(types.stringsOf("wire/errors.ts", "AuthErrorCode"));
  });
});

describe("the page on procedures", () => {
  const rows = rowsOf(page("procedures"), "procedure");

  it("has every procedure of the router's type, and no other", () => {
    const procedures = types.proceduresOf("createAuth.ts", "AuthRouter");
    expect(procedures.length).toBeGreaterThan(60);
    expect(rows.map(({ name }) => name).sort()).toEqual(procedures);
  });

  it("states who may call each, like the router's responses", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    /** The procedures that refuse a caller in this way. */
    const refusing = async (refusal: string, headersOf: () => Promise<Record<string, string>>) => {
      const refused: string[] = [];
      for (const { name, cells } of rows) {
        const sent = cells[1] === "query" ? {} : { method: "POST", body: "{}" };
        const headers = { ...(await headersOf()), "content-type": "application/json", "x-latchkey-client": "app" };
        const answer = await kit.handler(new Request(`${kit.origin}/trpc/auth.${name}`, { ...sent, headers }));
        if ((await answer.text()).includes(`"code":"${refusal}"`)) refused.push(name);
      }
      return refused;
    };
    const said = (callers: RegExp) => rows.filter(({ cells }) => callers.test(cells[2] ?? "")).map(({ name }) => name);
    expect(await refusing("not_authenticated", async () => ({}))).toEqual(said(/^users/));
    // A session that the app itself created: no credential was given for it. One for each call, since some calls end
    // it.
    const loggedIn = async () => ({
      authorization: `Bearer ${await kit.auth.createSessionToken(ada.id, { client: "app" })}`,
    });
    // Others require it in some cases.
    expect(await refusing("reauthentication_required", loggedIn)).toEqual(
      expect.arrayContaining(said(/recently authenticated/)),
    );
  });

  it("names public types of responses", () => {
    const exported = [...read("packages/server/src/types.ts").matchAll(/"\.\/(wire\/\w+\.ts)"/g)];
    const wire = exported.map(([, file = ""]) => read(`packages/server/src/${file}`)).join("\n");
    const answers = rows.map(({ cells }) => cells[4]?.replaceAll(/[`[\]]/g, "") ?? "");
    expect(answers.filter((name) => !new RegExp(`export (interface|type) ${name}\\b`).test(wire))).toEqual([]);
  });
});

describe("the page on events", () => {
  it("has every event, and no other, each with its occasion", () => {
    expect(namesOf(page("events"), "event")).toEqual(types.stringsOf("config/events.ts", "AuthEventType"));
    expect(rowsOf(page("events"), "event").filter(({ cells }) => (cells[1] ?? "") === "")).toEqual([]);
    expect(rowsOf(page("events"), "field").filter(({ cells }) => (cells[1] ?? "") === "")).toEqual([]);
  });
});

describe("the page on messages", () => {
  it("has every mail and text message, and no other", () => {
    const [mails = "", sms = ""] = page("messages").split("## Text messages");
    expect(namesOf(mails, "template")).toEqual(types.stringsOf("ports/mail/mail.ts", "MailTemplate"));
    expect(namesOf(sms, "template")).toEqual(types.stringsOf("ports/sms/sms.ts", "SmsTemplate"));
    expect(rowsOf(sms, "field").filter(({ cells }) => (cells[1] ?? "") === "")).toEqual([]);
  });
});

describe("the diagram of stages", () => {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(page("login"))?.[1] ?? "";
  const chain = /login\(\[login\]\) --> (.*) --> session/.exec(diagram)?.[1]?.split(" --> ") ?? [];
  const others =
    /subgraph others .*\n([\s\S]*?)\n\s*end/
      .exec(diagram)?.[1]
      ?.split("\n")
      .map((line) => line.trim()) ?? [];
  const idIn = (file: string) => /\bid: "(\w+)"/.exec(read(file))?.[1] ?? "";
  const idsOfFiles = (ending: string) => filesBelow(root, "packages/server/src", [ending]).map(idIn).sort();

  it("has every step at which a flow can wait", () => {
    expect([...chain, ...others].sort()).toEqual(types.idsOf("wire/flow.ts", "PendingFlow"));
  });

  it("distinguishes stages and other steps like their files", () => {
    expect([...chain].sort()).toEqual(idsOfFiles(".stage.ts"));
    expect([...others].sort()).toEqual(idsOfFiles(".step.ts"));
  });

  it("has the stages in the order in which they are registered", () => {
    const source = read("packages/server/src/stages.ts");
    const registered =
      /createSteps\(\s*\[([^\]]*)\]/
        .exec(source)?.[1]
        ?.split(",")
        .map((name) => name.trim()) ?? [];
    const idOf = (name: string) =>
      idIn(`packages/server/src/${new RegExp(`\\b${name}\\b.*from "\\./(.*)"`).exec(source)?.[1]}`);
    expect(registered.filter((name) => name !== "").map(idOf)).toEqual(chain);
  });
});
