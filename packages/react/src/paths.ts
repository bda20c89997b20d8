import type { AuthState, Procedures } from "@latchkey/server/types";

type PathOf<Kind> = {
  [Path in keyof Procedures]: Procedures[Path]["kind"] extends Kind ? Path : never;
}[keyof Procedures];

/** Where a query stands in the server's router. */
export type QueryPath = PathOf<"query">;

/** Where a mutation stands in the server's router. */
export type MutationPath = PathOf<"mutation">;

/** Where a mutation stands whose answer is the new state. */
export type ChangePath = {
  [Path in MutationPath]: AuthState extends Output<Path> ? Path : never;
}[MutationPath];

/** What the procedure at a path takes. */
export type Input<Path extends keyof Procedures> = Procedures[Path]["input"];

/** What the procedure at a path answers. */
export type Output<Path extends keyof Procedures> = Procedures[Path]["output"];
