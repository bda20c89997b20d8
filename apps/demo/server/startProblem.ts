/** Why the demo cannot start, as a message for the user. */
export class StartProblem extends Error {
  override readonly name = "StartProblem";
}
