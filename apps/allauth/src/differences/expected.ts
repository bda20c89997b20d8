import { answers } from "./expected/answers.ts";
import { contacts } from "./expected/contacts.ts";
import { factors } from "./expected/factors.ts";
import { flows } from "./expected/flows.ts";
import { people } from "./expected/people.ts";
import { providers } from "./expected/providers.ts";
import { tokens } from "./expected/tokens.ts";

/** A difference that is on purpose. */
export interface Expected {
  /** What the page about allauth's clients says of it, word for word. */
  told: string;
  /** Where it shows: lines of the comparison, `*` for any text. Each must occur. */
  lines: readonly string[];
}

/** All differences there are. The driver fails on any other, and on any of these that no longer occurs. */
export const expected: readonly Expected[] = [
  ...people,
  ...flows,
  ...answers,
  ...contacts,
  ...factors,
  ...providers,
  ...tokens,
];
