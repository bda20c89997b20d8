import { authorityTests } from "./authorityTests.ts";
import { featureTests } from "./featureTests.ts";
import { otherTests, sharedTests } from "./sharedTests.ts";

type NamesIn<Files> = { [File in keyof Files]: keyof Files[File] }[keyof Files];
export type ProofName =
  | NamesIn<typeof authorityTests>
  | NamesIn<typeof featureTests>
  | NamesIn<typeof sharedTests>
  | NamesIn<typeof otherTests>;

export interface Proof {
  /** From the root of the repository. */
  file: string;
  /** As vitest prints it, including placeholders. */
  test: string;
}

const entries = (files: Record<string, Record<string, string>>, folder: string): [string, Proof][] =>
  Object.entries(files).flatMap(([file, tests]) =>
    Object.entries(tests).map(([name, test]): [string, Proof] => [name, { file: folder + file, test }]),
  );

/** Every proof by the name that rows use. */
export const proofs: ReadonlyMap<string, Proof> = new Map([
  ...entries(authorityTests, "packages/server/test/"),
  ...entries(featureTests, "packages/server/test/"),
  ...entries(sharedTests, "packages/server/test/"),
  ...entries(otherTests, ""),
]);
