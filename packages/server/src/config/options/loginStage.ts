import type { z } from "zod";
import type { Transaction } from "../../db/database.ts";
import type { FlowId } from "../../wire/flow.ts";
import type { ClientKind } from "../../wire/protocol.ts";
import type { AuthenticationMethod, User } from "../../wire/state.ts";
import type { JsonObject } from "./jsonValue.ts";

/**
 * The built-in stage that an own one comes after. Not earlier than `verify_email`: until then, the login may be one to
 * an account that does not exist, and nothing may show that.
 */
export type StagePosition =
  | "verify_email"
  | "mfa_authenticate"
  | "mfa_enroll"
  | "change_password"
  | "mfa_trust"
  | "mfa_signup_webauthn";

/** A login, as a stage of the app's own sees it. */
export interface StageLogin {
  /** The account, with everything that is stored in its `data`. */
  user: User;
  /** How the user has authenticated so far, in order. */
  methods: readonly AuthenticationMethod[];
  client: ClientKind;
  /** Whether the login is that of a signup. */
  isSignup: boolean;
  /** The time of the call, by the `clock` option. */
  at: Date;
  /**
   * The transaction in which the login advances. Use it for every query: what it writes commits or rolls back with the
   * login, and another connection would wait for it.
   */
  tx: Transaction;
}

/** An answer to a stage of the app's own. */
export interface AnsweredStage<Input, State> extends StageLogin {
  /** As `schema` returned it. */
  input: Input;
  /** What `enter` returned when the login came to wait. */
  state: State;
}

/** A stage of the app's own: a point where every login may have to wait. Create it with {@link loginStage}. */
export interface LoginStage<
  Id extends string = string,
  Schema extends z.ZodType = z.ZodType,
  State extends z.ZodType<Record<string, unknown>> = z.ZodType<Record<string, unknown>>,
> {
  /** Identifies it everywhere: in `useFlow().id`, in `account.stage.answer` and in the database. */
  id: Id;
  /** Where it stands among the built-in stages; stages at the same position keep their order in the list. @default the end */
  after?: StagePosition | undefined;
  /** What the client sees while the login waits. It is stored in the flow, and checked whenever it is read. @default an empty object */
  state?: State | undefined;
  /** What the client sends to answer. */
  schema: Schema;
  /** Seconds for which a login waits here. @default `account.loginTimeout` */
  lifetime?: number | undefined;
  /** How many answers may be refused before the login ends. @default 5 */
  attempts?: number | undefined;
  /**
   * Decides whether a login waits here. Asked whenever the login advances, as long as it has not been answered; so it
   * only reads.
   *
   * @returns null to let the login pass; otherwise the state that the client sees
   * @throws AuthError to refuse the login
   */
  enter(login: StageLogin): Promise<z.output<State> | null> | z.output<State> | null;
  /**
   * Accepts an answer, unless it throws: then what it has written is rolled back, and the login keeps waiting.
   *
   * @throws AuthError to refuse the answer: `new AuthError("invalid", { param: "field", message: "…" })`
   */
  answer(answered: AnsweredStage<z.output<Schema>, z.output<State>>): Promise<void> | void;
}

/** The state of a stage that shows nothing. */
type NoState = z.ZodType<Record<string, never>>;

/**
 * Defines a stage of the app's own, for `stages` of `createAuth`: `schema` and `state` give `enter` and `answer`, and the
 * client, their types.
 */
export function loginStage<
  const Id extends string,
  Schema extends z.ZodType,
  State extends z.ZodType<JsonObject> = NoState,
>(stage: LoginStage<Id & (Id extends FlowId ? never : Id), Schema, State>): LoginStage<Id, Schema, State> {
  return stage;
}

/** The types of one stage, as the wire has them. */
type OwnStageOf<Stage> =
  Stage extends LoginStage<infer Id, infer Schema, infer State>
    ? { id: Id; state: z.output<State>; input: z.input<Schema> }
    : never;

/** The types of an app's stages, as the wire has them. */
export type OwnStagesOf<Stages extends readonly LoginStage[]> = OwnStageOf<Stages[number]>;
