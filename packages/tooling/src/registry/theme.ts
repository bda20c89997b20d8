/** What an item adds to the app's style sheet. */
export interface Theme {
  cssVars: { theme: Variables; light: Variables; dark: Variables };
  css?: Readonly<Record<string, object>>;
}

type Variables = Readonly<Record<string, string>>;

/** What the forms' own colors are named: no theme of shadcn has them. */
const OWN = /^(color-)?(brand|destructive)-soft/;
/** The fonts are the sample app's own. */
const FONTS = /^font-/;

/** Every color and size of the sample app. */
export function baseTheme(styles: string): Theme {
  const cssVars = variablesOf(styles, (name) => !FONTS.test(name));
  const css = {
    '@import "tw-animate-css"': {},
    "@layer base": {
      "*": { "@apply border-border outline-ring/50": {} },
      body: { "@apply bg-background text-sm text-foreground antialiased": {} },
    },
  };
  return { cssVars, css };
}

/** The colors that the forms have beyond shadcn's own. */
export function formColors(styles: string): Theme {
  return { cssVars: variablesOf(styles, (name) => OWN.test(name)) };
}

function variablesOf(styles: string, isWanted: (name: string) => boolean): Theme["cssVars"] {
  const within = (opening: string): Variables => {
    const [, after] = styles.split(`\n${opening} {\n`);
    const [body] = after?.split("\n}") ?? [];
    if (body === undefined) throw new Error(`the style sheet has no ${opening}`);
    const found = [...body.matchAll(/^ {2}--([\w-]+): (.+);$/gm)];
    return Object.fromEntries(found.flatMap(([, name = "", value = ""]) => (isWanted(name) ? [[name, value]] : [])));
  };
  return { theme: within("@theme inline"), light: within(":root"), dark: within(".dark") };
}
