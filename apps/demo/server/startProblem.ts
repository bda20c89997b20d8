/** Why the demo cannot start, in words for whoever started it. */
export class StartProblem extends Error {
  override readonly name = "StartProblem";
}
