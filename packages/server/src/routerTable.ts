import type { AnyProcedure, AnyRouter } from "@trpc/server";
import type { AuthRouter } from "./createAuth.ts";
import type { Procedures } from "./wire/procedures.ts";
import type { SignupFields } from "./wire/signupFields.ts";

// Why this file exists: clients use the table of `wire/procedures.ts`, and here the compiler compares it with the
// router. It contains only types and is part of no entry point, so it costs an app nothing.

/** The paths of the procedures of a router, and of those below it. */
type PathsOf<Routers, Prefix extends string = ""> = {
  [Name in keyof Routers & string]: Routers[Name] extends AnyProcedure
    ? `${Prefix}${Name}`
    : PathsOf<Routers[Name], `${Prefix}${Name}.`>;
}[keyof Routers & string];

/** The input and output of the procedure at a path. */
type EntryAt<Routers, Path extends string> = Path extends `${infer Name}.${infer Rest}`
  ? EntryAt<Routers[Name & keyof Routers], Rest>
  : Routers[Path & keyof Routers] extends AnyProcedure
    ? EntryOf<Routers[Path & keyof Routers]>
    : never;

type EntryOf<Procedure extends AnyProcedure> = {
  kind: Procedure["_def"]["type"];
  input: Procedure["_def"]["$types"]["input"];
  output: Procedure["_def"]["$types"]["output"];
};

/** A router as a table by path, in the form of `wire/procedures.ts`. */
export type TableOf<Router extends AnyRouter> = {
  [Path in PathsOf<Router["_def"]["record"]>]: EntryAt<Router["_def"]["record"], Path>;
};

/** Whether two types are identical: with mere assignability a misspelt optional field would pass. */
type IsSame<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** The paths that only one of two tables has, or on which the two differ. */
export type Differences<One, Other> =
  | Exclude<keyof One, keyof Other>
  | Exclude<keyof Other, keyof One>
  | { [Path in keyof One & keyof Other]: IsSame<One[Path], Other[Path]> extends true ? never : Path }[keyof One &
      keyof Other];

/** Compiles only without differences; otherwise the error names their paths. */
export type NoDifferences<Paths extends never> = Paths;

/** Fields unlike any others, so that the app's own must be in the same places of the router and of the table. */
interface SampleFields extends SignupFields {
  input: { sample: "input" };
  data: { sample: "data" };
}

/**
 * The proof: the auth router has exactly the procedures of the table, with the same inputs and outputs.
 *
 * @public Nothing imports it: it exists to be compiled.
 */
export type ProvenRouter = NoDifferences<Differences<TableOf<AuthRouter<SampleFields>>, Procedures<SampleFields>>>;
