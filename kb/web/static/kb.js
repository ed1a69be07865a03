// What the scripts of several pages share.

/** Posts JSON, and returns the JSON that is answered. Throws an Error with kb's message and `code`. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error.message), answer.error);
  }
  return answer;
}
