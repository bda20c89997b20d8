import { join } from "node:path";
import {
  API,
  type Checker,
  type Symbol as Declared,
  SignatureKind,
  SymbolFlags,
  type Type,
} from "typescript/unstable/sync";

// Why this exists: what the documentation must name is read here from the types alone, not from the code that generates
// it.

/** An option that an app can set, as declared in the interface. */
export interface DeclaredOption {
  path: string;
  isRequired: boolean;
  comment: string;
  /** The text of `@default`; null if there is none. */
  default: string | null;
}

export interface DeclaredTypes extends Disposable {
  /** The strings of a union, sorted. @param file below the server's `src` */
  stringsOf(file: string, name: string): string[];
  /** The `id` of each member of a union of objects, sorted. */
  idsOf(file: string, name: string): string[];
  /** Every option below the interface that contains no options itself, or that may also be something else. */
  optionsOf(file: string, name: string): DeclaredOption[];
  /** The paths of the procedures of a router's type, sorted. */
  proceduresOf(file: string, name: string): string[];
}

export function openDeclaredTypes(root: string): DeclaredTypes {
  const api = new API({ cwd: root });
  const config = join(root, "packages/server/tsconfig.json");
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  if (project === undefined) throw new Error("the server's project does not open");
  const { checker, program } = project;
  const declared = (file: string, name: string): Type => {
    const source = program.getSourceFile(join(root, "packages/server/src", file));
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    const exports = module === undefined ? [] : checker.getExportsOfModule(module);
    const found = exports.find((exported) => exported.name === name);
    if (found === undefined) throw new Error(`${file} has no ${name}`);
    return checker.getDeclaredTypeOfSymbol(found);
  };
  return {
    stringsOf: (file, name) => strings(declared(file, name)).sort(),
    idsOf: (file, name) =>
      members(declared(file, name))
        .flatMap((member) => strings(typeAt(checker, member, "id")))
        .sort(),
    optionsOf: (file, name) => optionsBelow(checker, declared(file, name), ""),
    proceduresOf: (file, name) => proceduresBelow(checker, declared(file, name), "").sort(),
    [Symbol.dispose]: () => api.close(),
  };
}

function members(type: Type): readonly Type[] {
  return type.isUnionType() ? type.getTypes() : [type];
}

function strings(type: Type): string[] {
  return members(type).flatMap((member) => (member.isStringLiteralType() ? [member.value] : []));
}

function typeAt(checker: Checker, type: Type, name: string): Type {
  const property = checker.getPropertyOfType(type, name);
  const found = property === undefined ? undefined : checker.getTypeOfSymbol(property);
  if (found === undefined) throw new Error(`${checker.typeToString(type)} has no ${name}`);
  return found;
}

function optionsBelow(checker: Checker, group: Type, prefix: string): DeclaredOption[] {
  return checker.getPropertiesOfType(group).flatMap((property) => {
    const path = `${prefix}${property.name}`;
    const type = typeAt(checker, group, property.name);
    const kinds = members(checker.getNonNullableType(type) ?? type);
    const groups = kinds.filter((kind) => isGroup(checker, kind));
    const below = groups.flatMap((inner) => optionsBelow(checker, inner, `${path}.`));
    return groups.length === kinds.length ? below : [describeOption(checker, property, path), ...below];
  });
}

/** Options are declared in files that are named for it; a type declared elsewhere is a single value for an app. */
function isGroup(checker: Checker, type: Type): boolean {
  const symbol = type.getSymbol();
  const isOurs =
    symbol?.declarations.some(({ path }) => /\/config\/(?:\w+\/){0,2}\w+Options\.ts$/i.test(path)) ?? false;
  const isObject = ((symbol?.flags ?? 0) & (SymbolFlags.Interface | SymbolFlags.TypeLiteral)) !== 0;
  return isOurs && isObject && checker.getSignaturesOfType(type, SignatureKind.Call).length === 0;
}

function describeOption(checker: Checker, property: Declared, path: string): DeclaredOption {
  const tag = property.getJsDocTags(checker).find(({ name }) => name === "default");
  return {
    path,
    isRequired: !isOptional(checker, property),
    comment: property.getDocumentationComment(checker),
    default: tag?.text ?? null,
  };
}

function isOptional(checker: Checker, property: Declared): boolean {
  const type = checker.getTypeOfSymbol(property);
  return (
    type === undefined || members(type).some((kind) => kind.isIntrinsicType() && kind.intrinsicName === "undefined")
  );
}

function proceduresBelow(checker: Checker, router: Type, prefix: string): string[] {
  return checker.getPropertiesOfType(router).flatMap((property) => {
    // tRPC's own members of a router.
    if (["_def", "createCaller"].includes(property.name)) return [];
    const path = `${prefix}${property.name}`;
    const type = typeAt(checker, router, property.name);
    return checker.getPropertyOfType(type, "_def") === undefined ? proceduresBelow(checker, type, `${path}.`) : [path];
  });
}
