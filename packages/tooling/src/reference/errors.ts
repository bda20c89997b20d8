import { errorTable } from "../../../server/src/http/errorTable.ts";
import { code, table } from "./markdown.ts";

export function errorsTable(): string {
  const rows = Object.entries(errorTable).map(([name, { trpc, message }]) => [code(name), trpc, message]);
  return table(["code", "tRPC code", "what people are told"], rows);
}
