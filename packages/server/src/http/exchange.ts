/** One HTTP request and the cookies of its answer, whatever adapter carries it. */
export interface HttpExchange {
  /** The value of a request header, by lower-case name; several lines of one name are joined by ", ". */
  header(name: string): string | undefined;
  /** Every value that the request carries for this cookie, in order, undecoded-safe: malformed ones are left out. */
  cookies(name: string): string[];
  /**
   * Adds a serialised `Set-Cookie` to the answer and marks the answer `cache-control: private, no-store`.
   *
   * @throws AuthError `cookies_unavailable` when headers have gone or cannot be set (a streaming link, a WebSocket, a bare caller)
   * @throws SetupError when the app handed on a request without its answer
   */
  setCookie(serialized: string): void;
  /**
   * Marks the answer `cache-control: private, no-store`, whatever the app's `responseMeta` says: it tells of somebody.
   * Does nothing where there is no answer of HTTP, or where its headers have gone.
   */
  markPrivate(): void;
  /** Fails as {@link setCookie} would, before any work is done. */
  assertCookies(): void;
  canSetCookies(): boolean;
  /** Says something in a header of the answer; nothing where its headers have gone, or there is none. */
  setHeader(name: string, value: string): void;
  /** `GET`, `POST` and so on; undefined where the caller is no request. */
  readonly method: string | undefined;
  /** The path that was asked for, as the client wrote it, without query; undefined where the adapter tells none. */
  readonly path: string | undefined;
  /** Whether a body comes with the request, perhaps long after its head. */
  readonly hasBody: boolean;
  /** Whether all of the body is there, as far as the adapter can tell; fetch cannot. */
  hasWholeBody(): boolean;
  /**
   * Whether the answer has ended, so that what calls now belongs to no request any more. Always so where calls may come at
   * any time: over what stays open, and for callers of the app's own, which answer nobody. Null when it cannot be told.
   */
  isOver(): boolean | null;
  /** The address of the peer of the TCP connection, when the adapter tells. */
  readonly remoteAddress: string | undefined;
  /** Whether a request of HTTP is behind it: not so for the app's own calls on its server. */
  readonly isRequest: boolean;
  /** Whether it was made of a request alone, so that there is no answer to set anything on. */
  readonly lacksAnswer: boolean;
  /** Whether one exchange carries many calls over time, as a WebSocket does. */
  readonly isLongLived: boolean;
  /** Whether the headers of the answer leave before the procedures have run: streaming links and subscriptions. */
  readonly isStream: boolean;
  /** Whether it stays open to whoever opened it: a WebSocket, which no CORS protects, or a subscription. */
  readonly staysOpen: boolean;
}
