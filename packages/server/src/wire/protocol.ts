/** Names that both sides of the wire must spell alike. Types only: each side writes the value, the compiler compares. */

/** The two kinds of client: a browser keeps a cookie, an app keeps tokens. */
export type ClientKind = "browser" | "app";

/** Request header in which a client says which kind it is; absent means browser. */
export type ClientHeader = "x-latchkey-client";

/** Request header in which an app client sends the token of its pending flow. */
export type FlowHeader = "x-latchkey-flow";

/** Request header in which an app client sends its session or access token: `Bearer <token>`, or `DPoP <token>` for one that is bound to a key. */
export type AuthorizationHeader = "authorization";

/** Request header in which an app client proves that it holds its key (RFC 9449 §4). */
export type DpopHeader = "dpop";

/** Response header with a value that the next proof must name (RFC 9449 §8). */
export type DpopNonceHeader = "dpop-nonce";
