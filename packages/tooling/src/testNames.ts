// Why this exists: a table that names tests as proof becomes outdated when a test is renamed. This reads the names of
// the tests.

/** `describe(`, `it(` and `test(`, including their suffixes: `.each(…)`, `.each<…>(…)`. */
const CALL = /^([ \t]*)(describe|it|test)(\.each)?(?=[<(`])/gm;

/**
 * The full names of the tests of a source, as written: `outer > inner > test`. Templates keep their placeholders; names
 * that are not literals are left out, as are skipped tests. Why a pattern and not a parser: the native compiler offers
 * none, and the formatter keeps a uniform shape, in which nested calls are further indented.
 */
export function testNamesOf(source: string): string[] {
  const names: string[] = [];
  const around: { indent: number; name: string }[] = [];
  for (const { 0: found, 1: space = "", 2: kind = "", 3: each, index } of source.matchAll(CALL)) {
    let at = index + found.length;
    if (source[at] === "<") at = endOf(source, at, "<", ">");
    // The table of `each` comes first, then the call with the name.
    if (each !== undefined) at = endOf(source, at, "(", ")");
    const name = /^\(\s*(["'`])((?:\\.|(?!\1).)*)\1/s.exec(source.slice(at, at + 1_000))?.[2]?.replace(/\\(.)/g, "$1");
    while ((around.at(-1)?.indent ?? -1) >= space.length) around.pop();
    const known = name ?? "…";
    const full = [...around.map((outer) => outer.name), known].join(" > ");
    if (kind === "describe") around.push({ indent: space.length, name: known });
    else if (name !== undefined) names.push(full);
  }
  return names;
}

/** The position after the bracket that closes the one at `from`. Skips strings and comments. */
function endOf(source: string, from: number, open: string, close: string): number {
  const token =
    /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/(?:\\.|\[[^\]\n]*\]|[^/\\\n*[ ])(?:\\.|\[[^\]\n]*\]|[^/\\\n[])*\/[a-z]*|=>|[()<>]/g;
  token.lastIndex = from;
  let depth = 0;
  for (let found = token.exec(source); found !== null; found = token.exec(source)) {
    if (found[0] === open) depth += 1;
    if (found[0] === close) depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return source.length;
}
