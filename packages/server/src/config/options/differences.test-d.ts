import type { Agreed, Differences } from "./differences.ts";

interface Declared {
  needed: string;
  list?: readonly string[];
  group?: { inner?: number; call?(): void };
  off?: false | { inner?: number };
}

/** As zod infers the input: mutable lists, `undefined` for optional values. */
interface Checked {
  needed: string;
  list?: string[] | undefined;
  group?: { inner?: number | undefined; call?: (() => void) | undefined } | undefined;
  off?: false | { inner?: number | undefined } | undefined;
}

type Expected<Found extends Wanted, Wanted> = [Wanted] extends [Found] ? true : never;

/** The differences found in each pair. The compiler rejects this file if they are others. */
export type Found = [
  Expected<Differences<Declared, Checked>, never>,
  Expected<Differences<Declared & { more?: string }, Checked>, "more">,
  Expected<Differences<Declared, Checked & { more?: string }>, "more">,
  Expected<Differences<Declared, Checked & { group?: { more?: string } }>, "group.more">,
  Expected<Differences<{ group?: { inner?: number; more?: string } }, { group?: { inner?: number } }>, "group.more">,
  Expected<Differences<{ off?: false | { inner?: 1 } }, { off?: false | { inner?: 2 } }>, "off.inner">,
  Expected<Differences<{ off?: false | { inner?: 1 } }, { off?: false }>, "off">,
  Expected<Differences<{ off?: false | { inner?: 1 } }, { off?: { inner?: 1 } }>, "off">,
  Expected<Differences<{ list?: readonly string[] }, { list?: number[] }>, "list">,
  Expected<Differences<{ kind?: "a" | "b" }, { kind?: "a" }>, "kind">,
  Expected<Differences<{ kind?: "a" }, { kind?: "a" | "b" }>, "kind">,
  Expected<Differences<{ kind: "a" }, { kind?: "a" }>, "kind">,
  Agreed<"agreed", never>,
  // @ts-expect-error: something differs
  Agreed<"agreed", "kind">,
];
