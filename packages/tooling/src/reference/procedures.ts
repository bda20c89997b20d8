import { existsSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/pglite";
import { z } from "zod";
import { resolveOptions } from "../../../server/src/config/resolveOptions.ts";
import { createAuthRouter } from "../../../server/src/createAuth.ts";
import { consoleMail } from "../../../server/src/ports/mail/console.ts";
import { consoleSms } from "../../../server/src/ports/sms/console.ts";
import { callersOf } from "./callers.ts";
import { type Declarations, memberAt, typeOf } from "./declarations.ts";
import { mayBeLeftOut, peeled } from "./layers.ts";
import { code, table } from "./markdown.ts";

/** The placeholder for the app's own fields. */
const OWN_FIELDS = "…fields";
const SOURCES = "packages/server/src";

/** The page on procedures, generated from a router with everything enabled. */
export function proceduresPage(root: string, declarations: Declarations): string {
  const router = createAuthRouter(resolveOptions(everything()));
  const rows = Object.entries<unknown>(router._def.procedures).map(([path, procedure]) => {
    const { type, inputs } = definitionOf(procedure);
    const input = inputs.flatMap(fieldsOf).join(" ");
    const callers = callersOf(declarations, path);
    return [code(path), type, callers, input, answerOf(declarations, path), fileOf(root, path)];
  });
  return `${[
    "# Procedures",
    "Paths are below the key under which `auth.authRouter` is mounted. *Users* are logged in; a permitted caller may still have to reauthenticate where the action needs it (`reauthentication_required`). A procedure that answers a step of a flow works only for the client that holds the flow, and refuses others with `no_pending_flow`. A secret never travels in a query, whose input is in the URL. `…fields` stands for the app's own fields (`account.signup.fields`), `…` for any others. `account.signup` determines what a signup asks for. The types are in `@latchkey/server/types`; a date is a string in ISO 8601.",
    table(["procedure", "kind", "who may call it", "input", "output", "source"], rows),
    "This page is generated from the code by `npm run docs`.",
  ].join("\n\n")}\n`;
}

/** Options with which every procedure accepts all of its inputs. */
function everything() {
  return {
    database: drizzle.mock(),
    secret: "a secret of at least thirty-two characters",
    appName: "Acme",
    origin: "https://app.acme.com",
    mail: consoleMail(),
    sms: consoleSms(),
    account: {
      loginMethods: ["email", "username", "phone"],
      emailVerificationBy: "code",
      signup: {
        email: "optional",
        username: "optional",
        phone: "optional",
        password: "optional",
        fields: z.object({ [OWN_FIELDS]: z.string() }),
      },
    },
    mfa: { passkeySignup: true },
  } as const;
}

/** tRPC's definition of a procedure. It is one flat record, although its type is nested. */
const definition = z.object({ type: z.string(), inputs: z.array(z.unknown()).default([]) });

function definitionOf(procedure: unknown): z.output<typeof definition> {
  return definition.parse(typeof procedure === "function" ? Reflect.get(procedure, "_def") : undefined);
}

/** The field names of an input, with a question mark where they are optional. */
function fieldsOf(input: unknown): string[] {
  const schema = peeled(input);
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right].flatMap(fieldsOf);
  if (!(schema instanceof z.ZodObject)) throw new Error("an input is no object");
  const named = Object.entries(schema.shape).map(([name, field]) => code(mayBeLeftOut(field) ? `${name}?` : name));
  return schema.def.catchall instanceof z.ZodString ? [...named, code("…")] : named;
}

/** The name of the returned type, as in the router's type. */
function answerOf({ checker, exported }: Declarations, path: string): string {
  const output = memberAt(checker, exported("createAuth.ts", "AuthRouter"), [
    ...path.split("."),
    "_def",
    "$types",
    "output",
  ]);
  return code(checker.typeToString(typeOf(checker, output)).replace(/<.*>/, ""));
}

/** A procedure's file has its path; short ones are in the router itself. */
function fileOf(root: string, path: string): string {
  const parts = path.split(".");
  const [own, router] = [`${parts.join("/")}.ts`, `${parts.slice(0, -1).join("/")}/router.ts`];
  const file = [own, router, `${parts[0]}/router.ts`].find((candidate) => existsSync(join(root, SOURCES, candidate)));
  return `[${file}](../src/${file})`;
}
