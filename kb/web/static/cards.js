// Cards: marks, acts and keys, on the list and on one card.

import { post } from "./kb.js";

const $ = (id) => document.getElementById(id);
const list = $("list"), look = $("look"), field = $("q");
const isList = Boolean(list);
let anchor = null, busy = false, last = null;

function say(text) {
  $("message").textContent = text;
}

function page() {
  return $("page")?.dataset;
}

function rows() {
  return [...document.querySelectorAll("tr[data-at]")];
}

function current() {
  const row = document.activeElement?.closest?.("tr[data-at]");
  return row ?? rows().find((each) => each.dataset.at === last) ?? null;
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
  if (answer.html) {
    const at = current()?.dataset.at;
    (list ?? look).innerHTML = answer.html;
    if (at !== undefined) focusRow(rows().find((row) => row.dataset.at === at) ?? rows()[0]);
  }
  if (answer.undo !== undefined) {
    for (const name of ["undo", "redo"]) document.querySelector(`[data-act="${name}"]`).disabled = !answer[name];
  }
  const marked = answer.marked;
  say(answer.message || (isList ? (marked ? `${marked.toLocaleString("en")} marked` : "Nothing is marked") : ""));
}

async function send(path, body) {
  if (busy) return say("kb is still working on what you asked for before.");
  busy = true;
  const slow = setTimeout(() => say("Working …"), 300);
  try {
    const where = isList ? { list: page().list, page: Number(page().page) } : { list: look.dataset.list, look: Number($("card").dataset.card) };
    told(await post(path, { ...where, ...body }, { patience: 600000 }));  // an act on 100,000 cards takes a while
  } catch (error) {
    if (error.code === "many") {
      busy = false;
      if (await ask("confirm", error.message)) await send(path, { ...body, confirmed: Number(error.candidates[0]) });
    } else {
      say(error.code ? error.message : "The server does not answer. Nothing was changed.");
    }
  } finally {
    clearTimeout(slow);
    busy = false;
  }
}

/** Shows a dialog, and returns whether it was answered with yes. */
function ask(name, question) {
  const dialog = $(name);
  if (question) $("confirm-question").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

/** Returns the cards that an act is about if none is marked. */
function named() {
  if (!isList) return { cards: [Number($("card").dataset.card)] };
  if (Number(page().marked)) return {};
  const row = current();
  return row ? { cards: [Number(row.dataset.card)] } : {};
}

async function act(name) {
  const which = named();
  if (isList && !which.cards && !Number(page().marked)) return say("Mark cards first, or go to one.");
  let more = {};
  if (name === "reschedule") {
    if (!(await ask("reschedule"))) return;
    more = { days: $("days").value };
  }
  await send("/cards/do", { act: name, ...which, ...more });
}

async function reword() {
  const card = isList ? current()?.dataset.card : $("card").dataset.card;
  if (!card) return say("Go to a card first.");
  if (isList) {
    location.href = `${current().querySelector("a.hit").href}#edit`;
    return;
  }
  $("own-front").value = $("card").dataset.front;
  $("own-back").value = $("card").dataset.back;
  if (await ask("reword")) {
    await send("/cards/do", { act: "reword", cards: [Number(card)], front: $("own-front").value, back: $("own-back").value });
  }
}

async function mark(first, end, on) {
  for (const row of rows()) {
    const at = Number(row.dataset.at);
    if (at >= Math.min(first, end) && at <= Math.max(first, end)) {
      row.classList.toggle("is-marked", on);
      row.querySelector("input").checked = on;
    }
  }
  queue = queue.then(() => sendMark({ first, last: end, on }));
  await queue;
}
let queue = Promise.resolve();

async function sendMark(body) {
  try {
    const answer = await post("/cards/mark", { list: page().list, page: Number(page().page), ...body });
    if (answer.gone) return location.reload();
    page().marked = answer.marked;
    say(`${answer.marked.toLocaleString("en")} marked`);
  } catch (error) {
    say(error.code ? error.message : "The server does not answer.");
  }
}

function markHere(by) {
  const row = current();
  if (!row) return move(0);
  const at = Number(row.dataset.at);
  const on = by === undefined ? !row.classList.contains("is-marked") : true;
  anchor = at;
  mark(at, at, on);
  move(by ?? 1);
}

function markRange() {
  const row = current();
  if (anchor === null || !row) return say("Mark the first card of the range with Space; then go to its last.");
  const at = Number(row.dataset.at);
  mark(anchor, at, true);
  anchor = at;
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

const acts = {
  all: () => send("/cards/mark", { all: true }),
  none: () => send("/cards/mark", { none: true }),
  undo: () => send("/cards/undo", {}),
  redo: () => send("/cards/redo", {}),
  reword,
  keys: () => ask("keys"),
};
for (const name of ["suspend", "bury", "reset", "reschedule", "accept", "reject"]) acts[name] = () => act(name);

const keys = {
  "!": acts.suspend, b: acts.bury, x: acts.reset, d: acts.reschedule, e: reword, A: acts.accept, R: acts.reject,
  u: acts.undo, U: acts.redo, "?": acts.keys, n: () => follow('[rel="next"]'), p: () => follow('[rel="prev"]'),
  ...(isList
    ? {
        j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
        J: () => markHere(1), K: () => markHere(-1), " ": () => markHere(), v: markRange, a: acts.all,
        s: () => $("sort").focus(), Escape: acts.none,
        "/": () => { field.focus(); field.select(); },
      }
    : { ArrowRight: () => follow('[rel="next"]'), ArrowLeft: () => follow('[rel="prev"]'), Escape: () => follow("#to-list") }),
};

if (list || look) {
  $("acts").hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    button.closest("[popover]")?.hidePopover();
    acts[button.dataset.act]();
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("dialog, [popover], textarea, select, input:not([type=checkbox])")) return;
    if (event.key === " " && target.closest("button, summary, input")) return;
    let key = event.key;
    if (event.shiftKey && key === "ArrowDown") key = "J";
    if (event.shiftKey && key === "ArrowUp") key = "K";
    if (!keys[key]) return;
    if (event.repeat && !["j", "k", "J", "K", "ArrowDown", "ArrowUp"].includes(key)) return;
    event.preventDefault();
    keys[key]();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-at]");
    if (row) last = row.dataset.at;
  });
  list?.addEventListener("click", (event) => {
    if (!event.target.matches("input.marks")) return;
    const at = Number(event.target.closest("tr").dataset.at), on = event.target.checked;
    mark(event.shiftKey && anchor !== null ? anchor : at, at, on);
    anchor = at;
  });
  if (isList) {
    for (const name of ["undo", "redo"]) document.querySelector(`[data-act="${name}"]`).disabled = page()[name] === "0";
    const marked = Number(page().marked);
    say(marked ? `${marked.toLocaleString("en")} marked` : matchMedia("(hover: hover)").matches ? "Space marks a card, ? shows all keys." : "Nothing is marked");
  } else {
    for (const name of ["undo", "redo"]) document.querySelector(`[data-act="${name}"]`).disabled = look.dataset[name] === "0";
    if (location.hash === "#edit") reword();
  }
}
for (const name of ["sort", "way"]) $(name)?.addEventListener("change", () => $("search").submit());
