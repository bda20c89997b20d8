import type { ImportProblem } from "../config/import/importedUser.ts";

/** Leaves a user out: thrown, so that nothing of theirs is stored. */
export class SkippedUser extends Error {
  override readonly name = "SkippedUser";
  readonly problem: ImportProblem;

  constructor(problem: ImportProblem) {
    super(`${problem.item}: ${problem.reason}`);
    this.problem = problem;
  }
}
