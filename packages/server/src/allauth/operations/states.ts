import type { Procedures } from "../../wire/procedures.ts";
import type { AuthState } from "../../wire/state.ts";
import { loginAnswer } from "../answers.ts";
import type { Conversation } from "../conversation.ts";
import type { Body, Operation } from "../operation.ts";

/** The procedures that say who is logged in. */
type StatePath = {
  [Path in keyof Procedures]: Procedures[Path]["output"] extends AuthState ? Path : never;
}[keyof Procedures];

/** Hands the body on to a procedure, and answers who is logged in then. @param rename our names of its fields */
export function answerState(path: StatePath, rename: (body: Body) => unknown = (body) => body): Operation["handle"] {
  return async (conversation: Conversation, body: Body) => {
    const state: AuthState = await conversation.call(path, rename(body));
    return loginAnswer(conversation, state);
  };
}
