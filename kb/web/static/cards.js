// Cards: marks, acts and keys, on the list and on one card.
import { $, ask, askWording, onKeys, post, say } from "./kb.js";

const list = $("list"), look = $("look"), field = $("q");
const page = () => ($("page") ?? look).dataset;
const rows = () => [...document.querySelectorAll("tr[data-at]")];
const follow = (selector) => document.querySelector(selector)?.click();
let anchor = null, busy = false, last = null, queue = Promise.resolve();

/** Returns the row that has, or had, the focus. */
function current() {
  return document.activeElement.closest("tr[data-at]") ?? rows().find((each) => each.dataset.at === last);
}

function focusRow(row) {
  row?.querySelector("a.hit").focus();
  row?.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = rows(), at = all.indexOf(current());
  focusRow(at < 0 ? all[0] : all[Math.max(0, Math.min(at + by, all.length - 1))]);
}

function told(answer) {
  if (answer.gone) return location.reload();
  const at = current()?.dataset.at;
  (list ?? look).innerHTML = answer.html;
  if (at !== undefined) focusRow(rows().find((row) => row.dataset.at === at) ?? rows()[0]);
  for (const [key, can] of [["u", answer.undo], ["U", answer.redo]]) document.querySelector(`[data-key=${key}]`).disabled = !can;
  say(answer.message);
}

/** Asks the server to do something, and returns whether it did. */
async function send(path, body = {}) {
  if (busy) return say("kb is still working on what you asked for before.");
  busy = true;
  const slow = setTimeout(say, 300, "Working …");
  try {
    const where = list ? { list: page().list, page: Number(page().page) } : { list: page().list, look: Number($("card").dataset.card) };
    told(await post(path, { ...where, ...body }, { patience: 600000 })); // 100,000 cards take a while
    return true;
  } catch (error) {
    if (error.code !== "many") return say(error.code ? error.message : "The server does not answer. Nothing was changed.");
    busy = false;
    $("confirm-question").textContent = error.message;
    if (await ask("confirm") === "yes") return await send(path, { ...body, confirmed: Number(error.candidates[0]) });
  } finally {
    clearTimeout(slow);
    busy = false;
  }
}

/** Does something to the marked cards; without any, to the one that is current. */
async function act(name, more = {}) {
  const card = look ? $("card").dataset.card : !Number(page().marked) && current()?.dataset.card;
  if (!card && !Number(page().marked)) return say("Mark cards first, or go to one.");
  return send("/cards/do", { act: name, ...(card ? { cards: [Number(card)] } : {}), ...more });
}

async function reschedule() {
  if (await ask("reschedule") === "yes") act("reschedule", { days: $("days").value });
}

function reword() {
  if (list) return current() ? (location.href = `${current().querySelector("a.hit").href}#edit`) : say("Go to a card first.");
  const { front, back } = $("card").dataset;
  askWording([front, back], (words) => act("reword", words));
}

/** Marks the rows from one place to another, or unmarks them. */
function mark(first, end, on) {
  anchor = end;
  queue = queue.then(() => send("/cards/mark", { first, last: end, on }));
}

function markHere(by) {
  const row = current(), at = Number(row?.dataset.at);
  if (row) mark(at, at, by !== undefined || !row.querySelector(":checked"));
  move(row ? by ?? 1 : 0);
}

function markRange() {
  if (anchor === null || !current()) return say("Mark the first card of the range with Space; then go to its last.");
  mark(anchor, Number(current().dataset.at), true);
}

const down = (event) => (event.shiftKey ? markHere(1) : move(1)), up = (event) => (event.shiftKey ? markHere(-1) : move(-1));
const keys = {
  "!": () => act("suspend"), b: () => act("bury"), x: () => act("reset"), d: reschedule, e: reword,
  a: () => act("accept"), r: () => act("reject"), u: () => send("/cards/undo"), U: () => send("/cards/redo"),
  "?": () => ask("keys"), n: () => follow("[rel=next]"), p: () => follow("[rel=prev]"),
};
const ofList = {
  j: down, k: up, J: () => markHere(1), K: () => markHere(-1), ArrowDown: down, ArrowUp: up,
  " ": () => markHere(), v: markRange, "*": () => send("/cards/mark", { all: true }),
  Escape: () => send("/cards/mark", { none: true }), s: () => $("sort").focus(), "/": () => field.select(),
};
const ofCard = { ArrowRight: keys.n, ArrowLeft: keys.p, Escape: () => follow("#to-list") };

if (list || look) {
  onKeys({ ...keys, ...(list ? ofList : ofCard) }, ["j", "k", "J", "K", "ArrowDown", "ArrowUp"]);
  document.addEventListener("focusin", ({ target }) => (last = target.closest("tr[data-at]")?.dataset.at ?? last));
  list?.addEventListener("click", ({ target, shiftKey }) => {
    if (!target.matches("input.marks")) return;
    const at = Number(target.closest("tr").dataset.at);
    mark(shiftKey && anchor !== null ? anchor : at, at, target.checked);
  });
  $("acts").hidden = false;
  if (look && location.hash === "#edit") reword();
}
for (const name of ["sort", "way"]) $(name)?.addEventListener("change", () => $("search").submit());
