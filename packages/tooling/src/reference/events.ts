import { isLiteralTypeNode, isStringLiteral, isTypeAliasDeclaration, isUnionTypeNode } from "typescript/unstable/ast";
import { STORAGE } from "../../../server/src/engine/audit/storage.ts";
import { type Declarations, documentationOf } from "./declarations.ts";
import { code, table } from "./markdown.ts";

const FILE = "config/events.ts";
/** The last comment before a member of a union, and the bar that opens it. */
const COMMENT = /\/\*\*((?:(?!\/\*\*)[\s\S])*)\*\/\s*\|?\s*$/;

/** The page on events: what each one contains, and when it is emitted. */
export function eventsPage(declarations: Declarations): string {
  const { checker, exported } = declarations;
  const fields = checker
    .getPropertiesOfType(exported(FILE, "AuthEvent"))
    .map((field) => [code(field.name), documentationOf(checker, field).meaning]);
  return `${[
    "# Events",
    "`onEvent` receives these events, for an audit log, and the option `audit` stores them; events about changes come after the commit. Events contain no secrets, and no user input except the user agent.",
    "The last column says how the option `audit` stores each: `always`, in the transaction of its change if it has one; `bounded`, because anybody can cause it, as often as `audit.refusalsPerHour` allows; or `never`, because it is about the app's own operation.",
    table(["event", "when", "stored"], eventRows(declarations)),
    "The fields of an event:",
    table(["field", "meaning"], fields),
    "This page is generated from the code by `npm run docs`.",
  ].join("\n\n")}\n`;
}

function storageOf(type: string): string {
  if (!Object.hasOwn(STORAGE, type)) throw new Error(`${type} is no event`);
  // Its keys are the members of the union.
  return STORAGE[type as keyof typeof STORAGE];
}

/** The members of the union, in the order of the source, each with the comment before it. */
function eventRows({ source }: Declarations): string[][] {
  const { statements, text } = source(FILE);
  const union = statements.filter(isTypeAliasDeclaration).find(({ name }) => name.text === "AuthEventType")?.type;
  if (union === undefined || !isUnionTypeNode(union)) throw new Error("AuthEventType is no union");
  let before = union.pos;
  return union.types.map((member) => {
    const literal = isLiteralTypeNode(member) ? member.literal : undefined;
    if (literal === undefined || !isStringLiteral(literal)) throw new Error("a member of AuthEventType is no string");
    const meaning =
      COMMENT.exec(text.slice(before, member.pos))?.[1]
        ?.replaceAll(/^\s*\*/gm, "")
        .trim() ?? "";
    before = member.end;
    return [code(literal.text), meaning, storageOf(literal.text)];
  });
}
