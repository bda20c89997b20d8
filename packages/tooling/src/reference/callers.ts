import {
  type Expression,
  isCallExpression,
  isIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
} from "typescript/unstable/ast";
import type * as procedures from "../../../server/src/procedures.ts";
import { type Declarations, memberAt } from "./declarations.ts";

/** Who may call each kind of procedure. */
const CALLERS: Readonly<Record<Extract<keyof typeof procedures, `${string}Procedure`>, string>> = {
  sharedProcedure: "anybody",
  publicProcedure: "anybody",
  authenticatedProcedure: "users",
  guardedProcedure: "users, recently authenticated unless `account.reauthentication.required` or a hook turns that off",
  recentProcedure: "users, recently authenticated",
};

/** Who may call a procedure: determined by its base in the router. */
export function callersOf({ checker, exported }: Declarations, path: string): string {
  const [declaration] = memberAt(checker, exported("createAuth.ts", "AuthRouter"), path.split(".")).declarations;
  const node = declaration?.resolve();
  if (node === undefined || !isPropertyAssignment(node)) throw new Error(`${path} stands in no router`);
  const kind = beginningOf(node.initializer);
  const callers = Object.entries(CALLERS).find(([name]) => name === kind)?.[1];
  if (callers === undefined) throw new Error(`${path} is made from ${kind}, which is unknown`);
  return callers;
}

/** The name that a chain of calls begins with. */
function beginningOf(expression: Expression): string {
  if (isCallExpression(expression) || isPropertyAccessExpression(expression)) return beginningOf(expression.expression);
  return isIdentifier(expression) ? expression.text : "something without a name";
}
