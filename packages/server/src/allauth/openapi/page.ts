import { type Html, html } from "../../messages/escape.ts";

// A page that shows the document as it is: no script, and nothing from elsewhere.

/** An operation as the page shows it. */
export interface ShownOperation {
  method: string;
  path: string;
  summary: string;
  /** The schema of its body, as text. */
  body: string | null;
  answers: readonly string[];
}

export interface ShownSection {
  tag: string;
  operations: readonly ShownOperation[];
}

const STYLE: Html = {
  html: `<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.5 ui-monospace,monospace}
pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.5rem}
details{margin:.5rem 0;padding:.5rem .75rem;border:1px solid #8886;border-radius:.5rem}
summary{cursor:pointer}</style>`,
};

/** @param links where the document itself is, as JSON and as YAML */
export function openApiPage(title: string, sections: readonly ShownSection[], links: readonly string[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
${STYLE}
</head>
<body>
<h1>${title}</h1>
<p>The OpenAPI document: ${links.map((link) => html`<a href="${link}">${link}</a> `)}</p>
${sections.map(showSection)}
</body>
</html>
`;
  return page.html;
}

function showSection({ tag, operations }: ShownSection): Html {
  return html`<h2>${tag}</h2>${operations.map(showOperation)}`;
}

function showOperation({ method, path, summary, body, answers }: ShownOperation): Html {
  return html`
<details>
<summary><code>${method} ${path}</code> ${summary}</summary>
${body === null ? [] : [html`<p>Body</p><pre>${body}</pre>`]}
<ul>${answers.map((answer) => html`<li>${answer}</li>`)}</ul>
</details>`;
}
