/** The responses of endpoints, by `GET https://…` without the query: a JSON body, or a whole response. */
export type StubAnswers = ReadonlyMap<string, unknown>;

export interface StubRequest {
  /** `GET https://…`, without the query. */
  name: string;
  url: URL;
  headers: Headers;
  /** The fields of a form; empty for anything else. */
  form: URLSearchParams;
  body: string;
}

export interface StubFetch {
  fetch: typeof globalThis.fetch;
  /** In the order of their arrival. */
  requests: StubRequest[];
}

/** A `fetch` that returns the given responses and reaches no network: every other endpoint does not exist. */
export function stubFetch(answers: StubAnswers): StubFetch {
  const requests: StubRequest[] = [];
  return {
    requests,
    async fetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      const name = `${request.method} ${url.origin}${url.pathname}`;
      const body = await request.text();
      const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
      requests.push({ name, url, headers: request.headers, body, form: new URLSearchParams(isForm ? body : "") });
      const answer = answers.get(name);
      if (answer === undefined) throw new TypeError(`no answer was given for ${name}`);
      return answer instanceof Response ? answer.clone() : Response.json(answer);
    },
  };
}
