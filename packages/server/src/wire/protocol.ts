/** Names that both sides of the wire must spell alike. Types only: each side writes the value, the compiler compares. */

/** The two kinds of client: a browser keeps a cookie, an app keeps tokens. */
export type ClientKind = "browser" | "app";

/** Request header in which a client says which kind it is; absent means browser. */
export type ClientHeader = "x-latchkey-client";

/** Request header in which an app client sends the token of its pending flow. */
export type FlowHeader = "x-latchkey-flow";

/** Request header in which an app client sends its device token at a login. */
export type DeviceHeader = "x-latchkey-device";

/** Request header in which an app client sends its session or access token: `Bearer <token>`, or `DPoP <token>` for one that is bound to a key. */
export type AuthorizationHeader = "authorization";

/** Request header with the solution of a challenge: of the call that the error `challenge_required` refused. */
export type ChallengeHeader = "x-latchkey-challenge";

/** Request header in which an app client proves that it holds its key (RFC 9449 §4). */
export type DpopHeader = "dpop";

/** Response header with a value that the next proof must name (RFC 9449 §8). */
export type DpopNonceHeader = "dpop-nonce";

/** What a user agent says about a device. It may say anything: for people to recognise their own, never to decide by. */
export interface Device {
  /** Such as `Firefox`; null for an app, or when it is not a known browser. */
  browser: string | null;
  /** The operating system, such as `Windows`; null when it is unknown. */
  system: string | null;
  kind: "desktop" | "mobile" | "tablet" | "unknown";
}
