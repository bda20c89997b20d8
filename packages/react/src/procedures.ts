/** A mutation of either binding: the classic hooks, or the options proxy of `@trpc/tanstack-react-query`. */
type MutationPort =
  | { useMutation: (...options: never[]) => unknown }
  | { mutationOptions: unknown; "~types": { input: unknown; output: unknown } };

/** The part of `trpc.auth` from which the hooks infer the app's own types: its login state and its signup. */
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

/** The input of a signup in this app, including its own fields. */
export type SignupOf<Port extends AuthPort> = InputOf<Port["account"]["signup"]>;

/** The input of a signup by passkey in this app: the same without a password. */
export type PasskeySignupOf<Port extends AuthPort> = InputOf<Port["mfa"]["webauthn"]["beginSignup"]>;

/** The input that completes a social signup in this app. */
export type CompletionOf<Port extends AuthPort> = InputOf<Port["social"]["signup"]["complete"]>;

/** The input of an account update in this app. */
export type UpdateOf<Port extends AuthPort> = InputOf<Port["account"]["update"]>;

/** The app's own data of a user. */
export type DataOf<Port extends AuthPort> =
  Extract<OutputOf<Port["account"]["signup"]>, { status: "authenticated" }> extends {
    user: { data: infer Data extends Record<string, unknown> };
  }
    ? Data
    : never;
