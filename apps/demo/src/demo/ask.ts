/** Calls the demo's own endpoints, in addition to its API. @throws Error with their message when they refuse */
export async function ask<Answer>(
  url: string,
  method: "GET" | "POST" | "DELETE" = "GET",
  body?: unknown,
): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers: { "content-type": "application/json" }, ...sent });
  const answer: unknown = await response.json();
  // The demo's own server wrote it: the requested data, or the reason for the refusal.
  if (!response.ok) throw new Error((answer as { message: string }).message);
  return answer as Answer;
}
