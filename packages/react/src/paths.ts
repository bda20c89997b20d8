import type { AuthState, Procedures } from "@latchkey/server/types";

type PathOf<Kind> = {
  [Path in keyof Procedures]: Procedures[Path]["kind"] extends Kind ? Path : never;
}[keyof Procedures];

/** The path of a query in the server's router. */
export type QueryPath = PathOf<"query">;

/** The path of a mutation in the server's router. */
export type MutationPath = PathOf<"mutation">;

/** The path of a mutation that returns the new state. */
export type ChangePath = {
  [Path in MutationPath]: AuthState extends Output<Path> ? Path : never;
}[MutationPath];

/** The input of the procedure at a path. */
export type Input<Path extends keyof Procedures> = Procedures[Path]["input"];

/** The output of the procedure at a path. */
export type Output<Path extends keyof Procedures> = Procedures[Path]["output"];
