// Search: results while one types, and keys.
import { $, load } from "./kb.js";

const PAUSE = 180;
const form = $("search"), field = $("q"), results = $("results");
let timer, running, shown = field.value.trim();

async function find() {
  const words = field.value.trim();
  clearTimeout(timer);
  if (words === shown) return;
  running?.abort();
  running = new AbortController();
  const { signal } = running, query = new URLSearchParams({ q: field.value });
  try {
    if (!(await load(results, `/search?${query}&part`, { signal }))) return form.submit();
    shown = words;
    history.replaceState(null, "", shown ? `/search?${query}` : "/search");
    $("count").textContent = results.querySelector(".found")?.dataset.count ?? "";
  } catch {
    if (!signal.aborted) $("count").textContent = "The server does not answer.";
  }
}

field.oninput = () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
};
form.onsubmit = (event) => {
  event.preventDefault();
  find();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const hits = [...results.querySelectorAll("a.hit")], at = hits.indexOf(document.activeElement), types = document.activeElement === field;
  if (event.key === "/" && !types) field.select();
  else if (event.key === "ArrowDown" && (at >= 0 || types)) hits[Math.min(at + 1, hits.length - 1)]?.focus();
  else if (event.key === "ArrowUp" && at >= 0) (hits[at - 1] ?? field).focus();
  else if (event.key === "Enter" && types && field.value.trim() === shown && hits[0]) hits[0].click();
  else return;
  event.preventDefault();
});
