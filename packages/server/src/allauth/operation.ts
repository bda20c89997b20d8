import type { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { Answer } from "./answers.ts";
import type { Conversation } from "./conversation.ts";
import type { ProblemRules } from "./problems.ts";
import type { RefusalStatus } from "./shapes/envelopes.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The values of a body. Only their JSON types are known: the procedures check the rest. */
export type Body = Readonly<Record<string, unknown>>;

/** A whole answer, with its envelope. */
export type AnswerShape = z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>;

/** Something that a client may ask for. */
export interface Operation {
  /** Its name in the OpenAPI document. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly method: Method;
  /** Below `…/v1/`. */
  readonly path: string;
  /** Both, unless it says otherwise. */
  readonly client?: ClientKind;
  /**
   * The fields of its body. Whether a required one is there is left to the procedure, which reports it along with what
   * is wrong with the others.
   */
  readonly body?: z.ZodObject;
  /** The body is a form that the page submits, not JSON. */
  readonly isForm?: true;
  /** The app's own signup fields belong to the body as well, checked by the procedure. */
  readonly signup?: { readonly password: boolean };
  /** A header that takes the place of a body. */
  readonly keyHeader?: string;
  readonly flag?: string;
  /** What it answers when it worked, and by other than 401: whole, with its envelope. */
  readonly answers: Readonly<Partial<Record<200 | 202 | 302 | 404, AnswerShape | null>>>;
  /** How else it may answer, besides what any operation may. */
  readonly refusals: readonly RefusalStatus[];
  readonly rules?: ProblemRules;
  /** Whether the app has turned off what it belongs to: then there is no such path. */
  isOff?(options: ResolvedOptions): boolean;
  handle(conversation: Conversation, body: Body): Promise<Answer>;
}
