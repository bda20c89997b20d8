/** What endpoints answer, by `GET https://…` without the query: a body of JSON, or the answer itself. */
export type RecordedAnswers = ReadonlyMap<string, unknown>;

export interface RecordedRequest {
  /** `GET https://…`, without the query. */
  name: string;
  url: URL;
  headers: Headers;
  /** The fields of a form; empty for anything else. */
  form: URLSearchParams;
  body: string;
}

export interface RecordedFetch {
  fetch: typeof globalThis.fetch;
  /** In the order in which they came. */
  requests: RecordedRequest[];
}

/** A `fetch` that answers from records and reaches no network: what is not recorded is not there. */
export function recordedFetch(answers: RecordedAnswers): RecordedFetch {
  const requests: RecordedRequest[] = [];
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
      if (answer === undefined) throw new TypeError(`nothing is recorded for ${name}`);
      return answer instanceof Response ? answer.clone() : Response.json(answer);
    },
  };
}
