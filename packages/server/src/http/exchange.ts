/** One HTTP request and the cookies of its response, with any adapter. */
export interface HttpExchange {
  /** The value of a request header, by lower-case name; several lines of one name are joined by ", ". */
  header(name: string): string | undefined;
  /** Every value that the request contains for this cookie, in order and undecoded; malformed ones are left out. */
  cookies(name: string): string[];
  /**
   * Adds a serialised `Set-Cookie` to the response and marks it `cache-control: private, no-store`.
   *
   * @throws AuthError `cookies_unavailable` when headers were sent already or cannot be set (a streaming link, a
   *   WebSocket, a bare caller)
   * @throws SetupError when the app passed on a request without its response
   */
  setCookie(serialized: string): void;
  /**
   * Marks the response `cache-control: private, no-store`, whatever the app's `responseMeta` sets: it contains user
   * data. Does nothing where there is no HTTP response, or its headers were sent already.
   */
  markPrivate(): void;
  /** Fails as {@link setCookie} would, before any work is done. */
  assertCookies(): void;
  canSetCookies(): boolean;
  /** Sets a header of the response; does nothing where its headers were sent already, or there is none. */
  setHeader(name: string, value: string): void;
  /** `GET`, `POST` and so on; undefined where the call is not a request. */
  readonly method: string | undefined;
  /** The requested path in the client's spelling, without query; undefined where the adapter provides none. */
  readonly path: string | undefined;
  /** Whether the request has a body, which may arrive long after its head. */
  readonly hasBody: boolean;
  /** Whether the whole body has arrived, as far as the adapter can tell; fetch cannot. */
  hasWholeBody(): boolean;
  /**
   * Whether the response has ended, so that later calls no longer belong to a request. Always true where calls may come
   * at any time: over long-lived connections, and for the app's own callers, which have no response. Null when unknown.
   */
  isOver(): boolean | null;
  /** The address of the TCP peer, when the adapter provides it. */
  readonly remoteAddress: string | undefined;
  /** Whether there is an HTTP request: not for the app's own calls on its server. */
  readonly isRequest: boolean;
  /** Whether it was created from a request alone, so that there is no response to set anything on. */
  readonly lacksAnswer: boolean;
  /** Whether it serves many calls over time, as a WebSocket does. */
  readonly isLongLived: boolean;
  /** Whether the headers of the response are sent before the procedures have run: streaming links and subscriptions. */
  readonly isStream: boolean;
  /** Whether the connection stays open: a WebSocket, which CORS does not protect, or a subscription. */
  readonly staysOpen: boolean;
}
