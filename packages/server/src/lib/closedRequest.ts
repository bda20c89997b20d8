/** Nobody waits for the answer any more: what was still to be done is left alone. */
export class ClosedRequest extends Error {
  override name = "ClosedRequest";

  constructor() {
    super("The client closed the request");
  }
}
