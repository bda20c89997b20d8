import { type Declarations, documentationOf } from "./declarations.ts";
import { code, table } from "./markdown.ts";

export function hooksTable({ checker, exported }: Declarations): string {
  const hooks = checker.getPropertiesOfType(exported("config/hooks.ts", "AuthHooks"));
  return table(
    ["hook", "when it is called"],
    hooks.map((hook) => [code(hook.name), documentationOf(checker, hook).meaning]),
  );
}
