/** A mutation of either binding: the classic hooks, or the options proxy of `@trpc/tanstack-react-query`. */
type MutationPort =
  | { useMutation: (...options: never[]) => unknown }
  | { mutationOptions: unknown; "~types": { input: unknown; output: unknown } };

/** The part of `trpc.auth` from which the hooks infer the app's own types: its login state, its signup and its stages. */
export interface AuthPort {
  account: { signup: MutationPort; update: MutationPort; stage: { answer: MutationPort } };
  mfa: { webauthn: { beginSignup: MutationPort } };
  social: { signup: { complete: MutationPort } };
  session: object;
}

type InputOf<Port> = Port extends { "~types": { input: infer Input } }
  ? Input
  : Port extends {
        useMutation: (...options: never[]) => { mutateAsync: (input: infer Input, ...rest: never[]) => unknown };
      }
    ? Input
    : never;

type OutputOf<Port> = Port extends { "~types": { output: infer Output } }
  ? Output
  : Port extends { useMutation: (...options: never[]) => { mutateAsync: (...input: never[]) => Promise<infer Output> } }
    ? Output
    : never;

/** The input of a signup in this app, including its own fields. */
export type SignupOf<Port extends AuthPort> = InputOf<Port["account"]["signup"]>;

/** The input of a signup by passkey in this app: the same without a password. */
export type PasskeySignupOf<Port extends AuthPort> = InputOf<Port["mfa"]["webauthn"]["beginSignup"]>;

/** The input that completes a social signup in this app. */
export type CompletionOf<Port extends AuthPort> = InputOf<Port["social"]["signup"]["complete"]>;

/** The input of an account update in this app. */
export type UpdateOf<Port extends AuthPort> = InputOf<Port["account"]["update"]>;

/**
 * The app's own stages: the id, state and input of each; `never` without them. The flows are looked at only where there
 * are some: an app without them pays nothing.
 */
export type StagesOf<Port extends AuthPort> = StageIn<InputOf<Port["account"]["stage"]["answer"]>, Port>;

/** Without stages, the procedure accepts any text as their id. */
type StageIn<Answer, Port extends AuthPort> = Answer extends { stage: infer Id extends string; input: infer Input }
  ? string extends Id
    ? never
    : { id: Id; state: StateIn<Port, Id>; input: Input }
  : never;

type StateIn<Port extends AuthPort, Id> =
  Extract<OutputOf<Port["account"]["signup"]>, { status: "pending" }> extends { flow: infer Flow }
    ? Extract<Flow, { id: Id; state: Record<string, unknown> }>["state"]
    : never;

/** The app's own data of a user. */
export type DataOf<Port extends AuthPort> =
  Extract<OutputOf<Port["account"]["signup"]>, { status: "authenticated" }> extends {
    user: { data: infer Data extends Record<string, unknown> };
  }
    ? Data
    : never;
