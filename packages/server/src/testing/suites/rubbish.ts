/** Responses that no provider documents, by description. */
export function rubbish(): Map<string, Response> {
  const json = (body: string, status = 200) =>
    new Response(body, { status, headers: { "content-type": "application/json" } });
  const elsewhere = { location: "http://169.254.169.254/latest/meta-data/" };
  return new Map([
    ["nothing", json("")],
    ["no content", new Response(null, { status: 204 })],
    ["HTML", new Response("<!doctype html><title>Log in</title>", { headers: { "content-type": "text/html" } })],
    ["half of an object", json('{"id": 1, "sub": "')],
    ["null", json("null")],
    ["a number", json("42")],
    ["a text", json('"text"')],
    ["a list", json("[]")],
    ["an empty object", json("{}")],
    ["a prototype", json('{"__proto__": {"id": "1", "sub": "1", "access_token": "x", "verified": true}}')],
    ["an error with status 200", json('{"error": "access_denied"}')],
    ["a failure", json('{"error": "server_error"}', 500)],
    ["a refusal", json('{"message": "Bad credentials"}', 401)],
    ["a redirect", new Response(null, { status: 302, headers: elsewhere })],
    ["depth", json(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)],
    ["too much", json(JSON.stringify({ id: "1", sub: "1", filler: "x".repeat(1_100_000) }))],
  ]);
}
