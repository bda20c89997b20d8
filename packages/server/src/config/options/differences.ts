/**
 * The paths of options on which the interface and the schema differ: only one of them has the option, only one requires
 * it, or their types differ. `never` when they agree.
 *
 * Why not plain assignability: a type that lacks an optional property is assignable to one that has it, and vice versa.
 */
export type Differences<Declared, Checked, Path extends string = ""> = {
  [Name in (keyof Declared | keyof Checked) & string]: Name extends keyof Declared & keyof Checked
    ? Alike<IsRequired<Declared, Name>, IsRequired<Checked, Name>> extends true
      ? Compared<Exclude<Declared[Name], undefined>, Exclude<Checked[Name], undefined>, Join<Path, Name>>
      : Join<Path, Name>
    : Join<Path, Name>;
}[(keyof Declared | keyof Checked) & string];

/** The type, which compiles only when nothing differs; otherwise the error names the difference. */
export type Agreed<Type, Different extends never> = [Different] extends [never] ? Type : never;

type Join<Path extends string, Name extends string> = Path extends "" ? Name : `${Path}.${Name}`;

type IsRequired<Group, Name extends keyof Group> = Record<never, never> extends Pick<Group, Name> ? false : true;

/** Whether two types are the same to the compiler. */
type Alike<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Compared<Declared, Checked, Path extends string> =
  Alike<Declared, Checked> extends true
    ? never
    : DifferentValues<Value<Declared>, Value<Checked>, Path> | DifferentGroups<Group<Declared>, Group<Checked>, Path>;

type DifferentValues<Declared, Checked, Path> = [Declared] extends [Checked]
  ? [Checked] extends [Declared]
    ? never
    : Path
  : Path;

type DifferentGroups<Declared, Checked, Path extends string> = [Declared, Checked] extends [never, never]
  ? never
  : [Declared] extends [never]
    ? Path
    : [Checked] extends [never]
      ? Path
      : Differences<Declared, Checked, Path>;

type Callable = (...given: never) => unknown;

/** The part of a type that is a group of options. */
type Group<Type> = Type extends Callable | readonly unknown[] ? never : Type extends object ? Type : never;

/** The rest of a type; whether a list is mutable is no difference. */
type Value<Type> = Type extends readonly (infer Item)[]
  ? readonly Item[]
  : Type extends Callable
    ? Type
    : Type extends object
      ? never
      : Type;
