/** A mistake in how Latchkey is wired into the app. Its message is meant for the developer and names the fix. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
