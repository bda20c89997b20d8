import type { Person } from "./people.ts";

/** The provider's own login page: no password, since nobody's account is worth one here. */
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
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1.25rem }
form { display: grid; gap: .6rem; margin: 1.25rem 0 }
button, input { font: inherit; padding: .6rem .9rem; border: 1px solid GrayText; border-radius: 8px }
button { text-align: left; cursor: pointer }
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
