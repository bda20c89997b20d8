/** The client no longer waits for the response: remaining work is skipped. */
export class ClosedRequest extends Error {
  override name = "ClosedRequest";

  constructor() {
    super("The client closed the request");
  }
}
