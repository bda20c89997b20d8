/** A mutation of either binding: the classic hooks, or the options proxy of `@trpc/tanstack-react-query`. */
type MutationPort =
  | { useMutation: (...options: never[]) => unknown }
  | { mutationOptions: unknown; "~types": { input: unknown; output: unknown } };

/** What the hooks need to see of `trpc.auth` to infer the app's own types: its login state and its signup. */
export interface AuthPort {
  account: { signup: MutationPort; update: MutationPort };
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

/** What a signup sends in this app, its own fields included. */
export type SignupOf<Port extends AuthPort> = InputOf<Port["account"]["signup"]>;

/** What a signup by passkey sends in this app: the same without a password. */
export type PasskeySignupOf<Port extends AuthPort> = InputOf<Port["mfa"]["webauthn"]["beginSignup"]>;

/** What ends a social signup in this app. */
export type CompletionOf<Port extends AuthPort> = InputOf<Port["social"]["signup"]["complete"]>;

/** What an update of the account sends in this app. */
export type UpdateOf<Port extends AuthPort> = InputOf<Port["account"]["update"]>;

/** The app's own data of a user. */
export type DataOf<Port extends AuthPort> =
  Extract<OutputOf<Port["account"]["signup"]>, { status: "authenticated" }> extends {
    user: { data: infer Data extends Record<string, unknown> };
  }
    ? Data
    : never;
