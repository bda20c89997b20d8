import type { Person } from "./people.ts";

/** The provider's own login page: without a password, since no account here is worth one. */
export function loginPage(path: string, people: readonly Person[]): string {
  const buttons = people
    .map(({ sub, label }) => `<button name="sub" value="${escapeHtml(sub)}">${escapeHtml(label)}</button>`)
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local provider</title>
<link rel="icon" href="/key.svg">
<style>
:root { color-scheme: light dark; --ground: #f6f7f6; --card: #fff; --line: #dfe3e1; --ink: #191c1a; --quiet: #5b625e }
@media (prefers-color-scheme: dark) { :root { --ground: #0d0f0e; --card: #151817; --line: #2e3330; --ink: #eceeed; --quiet: #a7aeaa } }
* { box-sizing: border-box }
body { margin: 0; padding: 3rem 1rem; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif }
main { max-width: 25rem; margin: 0 auto; padding: 2rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card) }
h1, h2 { margin: 0 0 .25rem; font-size: 1.25rem; font-weight: 600; letter-spacing: -.01em }
h2 { margin-top: 1.75rem; font-size: .95rem }
p { margin: 0; color: var(--quiet) }
form { display: grid; gap: .6rem; margin: 1rem 0 0 }
button, input:not([type=checkbox]) { width: 100%; padding: .55rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit; font: inherit; font-weight: 500 }
button { text-align: left; cursor: pointer }
button:hover { background: var(--ground) }
</style>
</head>
<body>
<main>
<h1>Local provider</h1>
<p>The demo's own OpenID provider. Who do you want to log in as?</p>
<form method="post" action="${escapeHtml(path)}">
${buttons}
</form>
<h2>Someone else</h2>
<form method="post" action="${escapeHtml(path)}">
<label for="email">Email address</label>
<input id="email" name="email" type="email" required autocomplete="off">
<label><input type="checkbox" name="verified" checked> The provider has verified it</label>
<button>Continue</button>
</form>
<form method="post" action="${escapeHtml(path)}">
<button name="deny" value="1">Cancel</button>
</form>
</main>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
