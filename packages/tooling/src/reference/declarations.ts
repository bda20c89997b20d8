import { join } from "node:path";
import type { SourceFile } from "typescript/unstable/ast";
import { API, type Checker, type Symbol as Declared, type Type } from "typescript/unstable/sync";

// Why this exists: only the compiler can associate comments with types. It reads the server's types for the tables.

const PROJECT = "packages/server/tsconfig.json";

/** The documentation in one declaration's comment. */
export interface Documentation {
  meaning: string;
  /** The text of `@default`. */
  default: string | null;
}

/** The types of the server's sources. Dispose of it: it keeps a compiler running. */
export interface Declarations extends Disposable {
  readonly checker: Checker;
  /** @param file below the server's `src` */
  source(file: string): SourceFile;
  /** The type that a source exports under this name. @param file below the server's `src` */
  exported(file: string, name: string): Type;
}

export function openDeclarations(root: string): Declarations {
  const api = new API({ cwd: root });
  const project = api.updateSnapshot({ openProjects: [join(root, PROJECT)] }).getProject(join(root, PROJECT));
  if (project === undefined) throw new Error(`the compiler cannot open ${PROJECT}`);
  const { checker, program } = project;
  const source = (file: string) => {
    const found = program.getSourceFile(join(root, "packages/server/src", file));
    if (found === undefined) throw new Error(`there is no ${file}`);
    return found;
  };
  return {
    checker,
    source,
    exported(file, name) {
      const module = checker.getSymbolAtLocation(source(file));
      const exports = module === undefined ? [] : checker.getExportsOfModule(module);
      const symbol = exports.find((exported) => exported.name === name);
      if (symbol === undefined) throw new Error(`${file} exports no ${name}`);
      return checker.getDeclaredTypeOfSymbol(symbol);
    },
    [Symbol.dispose]: () => api.close(),
  };
}

/** The member at a path below a type; unions are resolved, for `false | { … }`. */
export function memberAt(checker: Checker, type: Type, path: readonly string[]): Declared {
  const [name = "", ...rest] = path;
  const known = checker.getNonNullableType(type) ?? type;
  const parts = known.isUnionType() ? known.getTypes() : [known];
  const member = parts.map((part) => checker.getPropertyOfType(part, name)).find((found) => found !== undefined);
  if (member === undefined) throw new Error(`${checker.typeToString(type)} has no ${name}`);
  return rest.length === 0 ? member : memberAt(checker, typeOf(checker, member), rest);
}

export function typeOf(checker: Checker, member: Declared): Type {
  const type = checker.getTypeOfSymbol(member);
  if (type === undefined) throw new Error(`${member.name} has no type`);
  return type;
}

export function documentationOf(checker: Checker, member: Declared): Documentation {
  const text = member.getJsDocTags(checker).find(({ name }) => name === "default")?.text;
  return {
    meaning: oneLine(member.getDocumentationComment(checker)),
    default: text === undefined ? null : oneLine(text),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
