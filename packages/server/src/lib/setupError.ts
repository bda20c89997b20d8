/** A mistake in how Latchkey is set up in the app. Its message is for the developer and names the fix. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
