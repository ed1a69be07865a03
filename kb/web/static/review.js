// The page Review. Each answer is kept in this browser until the server has it: see `outbox`.
import { $, newName, onActs, onKeys, openEdit, openPanel, playFirst, post, say } from "./kb.js";

/** A second tap on the place where “Show answer” was is no rating. */
const SETTLES_MS = 250;
const AWAY = new Set([undefined, "unknown-browser", "store", "fault"]);
const asked = Object.fromEntries([...new URLSearchParams(location.search)].filter(([, value]) => value));

let turn = null; // as the server told it last
let face = null; // the card that is shown
let revealed = false;
let revealing = null;
let busy = false;
let away = false;
let offset = 0; // of the server's clock to that of this browser, in ms
let shownAt = 0;
let settledAt = 0; // until when a tap may still be meant for “Show the answer”
let patience = 1000; // ms until the server is asked again
let timer = 0;
let delivering = null;
let other = ""; // a review that takes answers of another kind than this page's
let known = new Map(); // faces of the cards that come next
let order = [];
const rated = new Set(); // faces that were rated, which an older list may still have

// Answers that the server may not have yet, oldest first. A browser that keeps nothing has them as
// long as the page is open.
const PREFIX = `kb-answer ${$("scroll").dataset.store} `; // another store has other cards
let memory = new Map();
const kept = (() => {
  try {
    localStorage.getItem(PREFIX);
    return localStorage;
  } catch {
    return null;
  }
})();
const outbox = {
  name: (given) => `${PREFIX}${String(given.at).padStart(14, "0")} ${given.id}`,
  add(given) {
    try {
      kept.setItem(this.name(given), JSON.stringify(given));
    } catch {
      memory.set(this.name(given), JSON.stringify(given));
    }
  },
  remove(given) {
    kept?.removeItem(this.name(given));
    memory.delete(this.name(given));
  },
  all() {
    const names = [...Object.keys(kept ?? {}), ...memory.keys()].filter((name) => name.startsWith(PREFIX));
    return names.sort().map((name) => JSON.parse(memory.get(name) ?? kept.getItem(name)));
  },
};

const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const isAway = (error) => AWAY.has(error.code);

// ---- what is shown

function showProgress() {
  const kinds = [["learning", "learning"], ["review", "to review"], ["new", "new"]];
  $("counts").replaceChildren(...kinds.flatMap(([kind, name]) => {
    if (!turn.left[kind]) return [];
    const part = document.createElement(face?.state === kind ? "strong" : "span");
    part.textContent = `${turn.left[kind]} ${name}`;
    return [part];
  }));
  const left = turn.left.learning + turn.left.review + turn.left.new;
  $("done").textContent = `${turn.answered} done`;
  $("time").textContent = turn.counts ? (left ? turn.time : "") : "nothing is scheduled";
  $("bar").max = Math.max(turn.answered + left, 1);
  $("bar").value = turn.answered;
}

function showFace(next) {
  face = next;
  revealing = null;
  stopTyping();
  document.body.classList.toggle("asking", Boolean(face));
  for (const [id, hidden] of [["card", !face], ["acts", !face], ["end", Boolean(face)]]) $(id).hidden = hidden;
  $("show").hidden = !face;
  setRevealed(false);
  $("ratings").hidden = $("answer").hidden = $("typed").hidden = $("place").hidden = true;
  clearTimeout(timer);
  if (!face) return;
  $("front").innerHTML = face.front;
  $("back").innerHTML = "";
  $("front").classList.toggle("gaps", face.gaps);
  $("context").textContent = face.context;
  $("banner").hidden = !face.changed;
  for (const each of document.querySelectorAll("[data-act=reset]")) each.hidden = !face.changed;
  $("scroll").scrollTop = 0;
  scrollTo(0, 0);
  shownAt = performance.now();
  $("show").focus({ preventScroll: true });
}

function show(next, message = next.message) {
  turn = next;
  offset = turn.now - Date.now();
  showFace(turn.card);
  showProgress();
  say(message);
  if (!face) {
    $("end").innerHTML = turn.end ?? "";
    if (turn.wait !== null) timer = setTimeout(look, Math.min(Math.max(turn.wait, 0.2), 30) * 1000);
    $("end").querySelector("h2")?.focus({ preventScroll: true });
  }
  if (turn.leech) showLeech(turn.leech);
  if (face) lookAhead();
}

function reveal(typed = null) {
  if (!face || revealed) return;
  const card = face.id;
  setRevealed(true);
  stopTyping();
  if (face.gaps) {
    $("front").innerHTML = face.back;
    $("front").classList.remove("gaps");
  } else {
    $("back").innerHTML = face.back;
    $("answer").hidden = false;
  }
  $("place").hidden = false;
  $("where").textContent = `${face.note} · ${face.place}`;
  $("show").hidden = true;
  $("ratings").hidden = false;
  setWaits(["", "", "", ""]);
  document.querySelector("[data-rating='3']").focus({ preventScroll: true });
  if (!face.gaps) $("answer").scrollIntoView({ block: "nearest" });
  if (typed !== null) showTyped(`<p>${new Option(typed).innerHTML}</p>`);
  revealing = ask("reveal", { card, typed }).then((told) => {
    if (!told || face?.id !== card || !revealed) return;
    if (!told.waits) return show(told);
    setWaits(told.waits);
    if (told.typed) showTyped(told.typed);
  });
}

function setRevealed(is) {
  revealed = is;
  document.querySelector("[data-act=type]").hidden = is;
  document.querySelector("[data-act=related]").hidden = !is;
}

function setWaits(waits) {
  document.querySelectorAll("[data-rating] .wait").forEach((place, at) => (place.textContent = waits[at]));
}

function showTyped(html) {
  $("typed").innerHTML = html;
  $("typed").hidden = false;
}

// ---- asking the server

/** Returns what the server tells, or nothing if it is away, which is said. */
async function ask(what, body = {}) {
  try {
    const told = await post(`/review/${what}`, { review: turn?.review ?? "", ...body });
    if (!told.gone) return cameBack(told);
    await begin();
  } catch (error) {
    if (isAway(error)) goAway(error);
    else say(error.message);
  }
  return null;
}

/** Does something that leads to another turn. */
async function act(what, body = {}) {
  if (busy) return;
  busy = true;
  try {
    const told = await ask(what, { id: newName(), ...body });
    if (told) show(told);
    return told;
  } finally {
    busy = false;
  }
}

async function begin() {
  const told = await post("/review/start", asked, { patience: 120000 });
  cameBack(told);
  show(told);
}

async function look() {
  if (outbox.all().length) return deliver();
  if (busy || revealed || !turn) return turn ? undefined : start();
  const told = await ask("show");
  if (told && !revealed && (told.card?.id !== face?.id || told.card?.shown !== face?.shown || !face)) show(told);
  else if (told) showProgress();
}

async function lookAhead() {
  if (away || order.filter((id) => known.has(id)).length > 5) return;
  try {
    const told = await post("/review/ahead", { review: turn.review, known: [...known.keys()] });
    if (!told.order) return;
    for (const each of told.cards) if (!rated.has(`${each.id} ${each.shown}`)) known.set(each.id, each);
    known = new Map(told.order.filter((id) => known.has(id)).map((id) => [id, known.get(id)]));
    order = told.order;
  } catch {
    // What it is for is said once it is needed.
  }
}

// ---- answers

async function rate(rating, event) {
  if (!face || busy) return;
  if (!revealed) return say("Show the answer first.");
  if (event?.detail && performance.now() < settledAt) return;
  busy = true;
  const given = {
    id: newName(),
    card: face.id,
    shown: face.shown,
    rating,
    ms: Math.min(Math.round(performance.now() - shownAt), 86400000),
    at: Math.round(Date.now() + offset),
    counts: turn.counts,
  };
  outbox.add(given);
  known.delete(face.id);
  rated.add(`${face.id} ${face.shown}`);
  if (away) {
    goAway({});
    deliver();
  } else {
    await revealing;
    await deliver();
  }
  busy = false;
}

function deliver(late = false) {
  return (delivering ??= send(late).finally(() => (delivering = null)));
}

/** Sends what is kept, in order, and shows where that leads. */
async function send(late) {
  const told = [];
  let last = null, sent = 0;
  for (let given; (given = outbox.all()[0]); ) {
    try {
      const answer = await post("/review/answer", { ...given, review: await taker(given) });
      if (answer.gone) {
        if (!given.counts) outbox.remove(given); // practice changes nothing
        if (turn?.counts === given.counts) turn = { ...turn, review: await startAgain() };
        other = "";
        continue;
      }
      outbox.remove(given);
      sent += 1;
      if (answer.message) told.push(answer.message);
      if (answer.counts === turn.counts) last = answer;
    } catch (error) {
      if (isAway(error)) return goAway(error);
      outbox.remove(given);
      told.push(error.message);
    }
  }
  late ||= away || sent > 1;
  away = false;
  patience = 1000;
  document.body.classList.remove("away");
  if (late && sent) told.unshift(`The server is back, and has ${counted(sent, "answer")} that waited.`);
  // A card that was answered without the server stays until it is rated.
  if (revealed && face && last?.card?.id !== face.id && late && known.has(face.id)) return say(told.join(" "));
  last ??= await ask("show");
  if (last) show(last, told.join(" "));
}

/** Returns the name of a review like this one, or of any if what was asked for is not there any more. */
async function startAgain() {
  try {
    return (await post("/review/start", asked)).review;
  } catch (error) {
    if (isAway(error)) throw error;
    return (await post("/review/start", asked.cram ? { cram: "1" } : {})).review;
  }
}

/** Returns the name of a review that takes an answer: of the same kind, practice or not. */
async function taker(given) {
  if (given.counts === turn.counts) return turn.review;
  if (given.counts) return (other ||= (await post("/review/start", {})).review);
  return "";
}

function cameBack(told) {
  if (away && !outbox.all().length) {
    away = false;
    patience = 1000;
    document.body.classList.remove("away");
    say("The server is back.");
  }
  return told;
}

function goAway(error) {
  const all = outbox.all(), waiting = all.length;
  const isAnswered = face && all.some((given) => given.card === face.id && given.shown === face.shown);
  away = true;
  document.body.classList.add("away");
  const why = error.code === "unknown-browser"
    ? "The server was started anew: open the address that it printed in this browser."
    : error.code ? error.message : "The server is away.";
  const kept = waiting
    ? ` ${counted(waiting, "answer")} ${waiting === 1 ? "is" : "are"} kept in this browser, and sent once when it is back.`
    : " This page goes on once it is back.";
  if (isAnswered || !face) {
    const next = order.map((id) => known.get(id)).find(Boolean);
    if (isAnswered && turn) {
      turn = { ...turn, answered: turn.answered + 1, left: { ...turn.left } };
      const kind = face.state;
      turn.left[kind] = Math.max((turn.left[kind] ?? 0) - 1, 0);
    }
    showFace(next ?? null);
    if (turn) showProgress();
    if (!next) $("end").innerHTML = "<h2 tabindex='-1'>No more cards are known here</h2><p>The next ones come with the server.</p>";
  }
  say(why + kept);
  clearTimeout(timer);
  timer = setTimeout(look, patience);
  patience = Math.min(patience * 1.5, 15000);
}

// ---- other keys

function typeAnswer() {
  if (!face || revealed) return;
  $("typing").hidden = false;
  $("show").hidden = true;
  $("answer-typed").focus();
}

function stopTyping() {
  $("typing").hidden = true;
  $("answer-typed").value = "";
}

function cancelTyping() {
  stopTyping();
  if (face && !revealed) {
    $("show").hidden = false;
    $("show").focus({ preventScroll: true });
  }
}

async function panel(what, body = {}) {
  const told = await ask(what, body);
  if (told) openPanel(told.html);
}

function edit(which = face) {
  if (!which) return;
  if (away) return say("The server is away: cards can be edited once it is back.");
  const open = (words) => openEdit(words, async (typed) => {
    const wasRevealed = revealed && which.id === face?.id;
    if (!(await act("reword", { card: which.id, ...typed }))) return open([typed.front, typed.back]); // nothing typed is lost
    if (wasRevealed && face?.id === which.id) reveal();
  });
  open(which.wording);
}

function showLeech(leech) {
  openPanel(leech.html, { "!": () => suspendLeech(leech.card), e: () => edit(leech.face) });
}

function suspendLeech(card) {
  $("panel").close();
  act("suspend", { card });
}

const table = {
  " ": () => (revealed ? rate(3) : reveal()),
  Enter: () => (face ? table[" "]() : null),
  1: () => rate(1), 2: () => rate(2), 3: () => rate(3), 4: () => rate(4),
  t: typeAnswer,
  u: () => act("undo"),
  U: () => act("redo"),
  e: () => edit(),
  b: () => face && act("bury", { card: face.id }),
  "!": () => face && act("suspend", { card: face.id }),
  x: () => face?.changed && act("reset", { card: face.id }),
  i: () => face && panel("why", { revealed }),
  r: () => (revealed ? panel("related") : face && say("Show the answer first; related notes would give it away.")),
  f: () => playFirst($("card")) || say("The card has no sound."),
  q: () => turn && act("end"),
  "?": () => openPanel($("keys")),
};
onKeys(table);
onActs({
  show: (event) => {
    reveal();
    settledAt = event.detail ? performance.now() + SETTLES_MS : 0;
  },
  rate: (event, button) => rate(Number(button.dataset.rating), event),
  type: typeAnswer, undo: table.u, redo: table.U, edit: table.e, bury: table.b, suspend: table["!"],
  reset: table.x, why: table.i, related: table.r, end: table.q, keys: table["?"],
  custom: () => openPanel($("custom")),
  "go-on": () => look(),
  "edit-leech": () => edit(turn.leech.face),
  "suspend-leech": (event, button) => suspendLeech(Number(button.dataset.card)),
  close: () => $("panel").close(),
  "cancel-typing": cancelTyping,
});
$("card").addEventListener("click", (event) => {
  if (!revealed && !event.target.closest("a, button, audio, video, summary") && !getSelection().toString()) reveal();
});
$("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  reveal($("answer-typed").value);
});
$("typing").addEventListener("keydown", (event) => event.key === "Escape" && cancelTyping());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && turn && look());
addEventListener("online", () => away && look());
addEventListener("pagehide", () => {
  if (!turn || !turn.answered) return;
  const body = new Blob([JSON.stringify({ review: turn.review })], { type: "application/json" });
  navigator.sendBeacon("/review/end", body);
});

async function start() {
  try {
    await begin();
    if (outbox.all().length) await deliver(true);
  } catch (error) {
    if (isAway(error)) goAway(error);
    else say(error.message);
  }
}
if (!$("wrong")) start();
