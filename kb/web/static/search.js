// Search: results while one types, and keys.

const form = document.getElementById("search"), field = document.getElementById("q");
const results = document.getElementById("results"), count = document.getElementById("count");
const PAUSE = 180;
let timer, running, shown = field.value.trim();

async function find() {
  const words = field.value;
  if (words.trim() === shown) return;
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const query = new URLSearchParams({ q: words });
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/search?${query}&part`, { headers: { accept: "text/html" }, signal });
    if (!answer.ok) return form.submit();
    const html = await answer.text();
    if (signal.aborted) return;
    results.innerHTML = html;
    shown = words.trim();
    history.replaceState(null, "", shown ? `/search?${query}` : "/search");
    count.textContent = results.querySelector(".found")?.dataset.count ?? "";
    results.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name === "AbortError") return;
    results.removeAttribute("aria-busy");
    count.textContent = "The server does not answer.";
  }
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  find();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const hits = [...results.querySelectorAll("a.hit")], at = hits.indexOf(document.activeElement);
  if (event.key === "/" && document.activeElement !== field) {
    field.focus();
    field.select();
  } else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === field)) {
    hits[Math.min(at + 1, hits.length - 1)]?.focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    (hits[at - 1] ?? field).focus();
  } else if (event.key === "Enter" && document.activeElement === field && field.value.trim() === shown && hits[0]) {
    hits[0].click();
  } else {
    return;
  }
  event.preventDefault();
});
