import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf } from "../imports.ts";
import { FORMS, type Form } from "./items.ts";
import { baseTheme, formColors, type Theme } from "./theme.ts";

// Why this exists: the forms of the sample app are for others to take. An item of the registry is a form with everything
// that it imports, read from the very files that the sample app runs, so that adding one asks no other registry.

const SOURCE = "apps/demo/src";
const FORMS_FOLDER = "components/auth";
const STYLES = `${SOURCE}/styles.css`;
/** What the app has already: its hooks, and the packages that the start pages install. */
const OF_THE_APP = ["lib/auth", "react", "@latchkey/react", "@latchkey/server/types"];
const SCHEMA = "https://ui.shadcn.com/schema/registry-item.json";
const DOCS =
  "The forms call your hooks, which they import from @/lib/auth. The start pages of the documentation show that file.";

/** A file of an item (`registry-item.json` of shadcn). */
export interface RegistryFile {
  path: string;
  type: "registry:component" | "registry:ui" | "registry:lib";
  content: string;
  /** Where it goes, below the app's sources; without it, where the app's `components.json` says. */
  target?: string;
}

/** An item as `npx shadcn add` reads it. */
export interface RegistryItem extends Theme {
  $schema: string;
  name: string;
  type: "registry:block" | "registry:theme";
  title: string;
  description: string;
  /** From npm, each with its range. */
  dependencies: string[];
  files: RegistryFile[];
  docs?: string;
}

/** Every item, by its name: each form, `all` of them, and the `theme` for an app that has none. */
export function registryItems(root: string): Map<string, RegistryItem> {
  const all: Form = {
    name: "all",
    title: "All forms",
    description: "Everything that is listed here, and the theme",
    components: FORMS.flatMap(({ components }) => components),
  };
  const styles = readFileSync(join(root, STYLES), "utf8");
  const theme = baseTheme(styles);
  const items = [...FORMS.map((form) => formItem(root, form, formColors(styles))), formItem(root, all, theme)];
  return new Map([...items, themeItem(root, theme)].map((item) => [item.name, item]));
}

function formItem(root: string, { name, title, description, components }: Form, theme: Theme): RegistryItem {
  const { files, packages } = closureOf(
    root,
    components.map((component) => `${FORMS_FOLDER}/${component}`),
  );
  if ("css" in theme) packages.add("tw-animate-css");
  return {
    $schema: SCHEMA,
    name,
    type: "registry:block",
    title,
    description,
    dependencies: withRanges(root, packages),
    files: [...files].sort().map((file) => registryFile(root, file)),
    docs: DOCS,
    ...theme,
  };
}

function themeItem(root: string, theme: Theme): RegistryItem {
  const texts = { title: "Theme", description: "The sample app's colors, light and dark, for an app that has none" };
  const dependencies = withRanges(root, new Set(["tw-animate-css"]));
  return { $schema: SCHEMA, name: "theme", type: "registry:theme", ...texts, dependencies, files: [], ...theme };
}

/** Everything that these modules import, themselves among it. */
function closureOf(root: string, modules: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...modules];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const file = fileOf(root, next);
    if (files.has(file)) continue;
    files.add(file);
    for (const { specifier } of importsOf(root, file, readFileSync(join(root, SOURCE, file), "utf8"))) {
      const path = specifier.replace(/^@\//, "");
      if (OF_THE_APP.includes(path)) continue;
      if (path !== specifier) waiting.push(path);
      else packages.add(packageOf(specifier));
    }
  }
  return { files, packages };
}

/** @throws Error for what the sample app has beside its forms: a form that needs it cannot be taken away */
function fileOf(root: string, module: string): string {
  const file = [`${module}.tsx`, `${module}.ts`].find((path) => existsSync(join(root, SOURCE, path)));
  if (file === undefined) throw new Error(`${module} is not a file of ${SOURCE}`);
  if (!/^(components\/|lib\/utils)/.test(file))
    throw new Error(`a form imports ${file}, which only the sample app has`);
  return file;
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** With the ranges that the sample app is tested with. */
function withRanges(root: string, packages: ReadonlySet<string>): string[] {
  const { dependencies }: { dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "apps/demo/package.json"), "utf8"),
  );
  return [...packages].sort().map((name) => {
    const range = dependencies[name];
    if (range === undefined) throw new Error(`${name} is not a dependency of the sample app`);
    return `${name}@${range}`;
  });
}

function registryFile(root: string, path: string): RegistryFile {
  const content = readFileSync(join(root, SOURCE, path), "utf8");
  if (path.startsWith("lib/")) return { path, type: "registry:lib", content };
  if (path.startsWith("components/ui/")) return { path, type: "registry:ui", content: forClients(content) };
  const source = path.endsWith(".tsx") ? `"use client";\n\n${content}` : content;
  return { path, type: "registry:component", content: source, target: path };
}

/** With the directive, if it calls a hook or is a part of Radix: without, a server could not render the others. */
function forClients(content: string): string {
  return /\buse[A-Z]\w*\(|Primitive } from|from "input-otp"/.test(content) ? `"use client";\n\n${content}` : content;
}
