// The page Review. Each answer is kept in this browser until the server has it: see kb.js.
import { $, ask, askWording, counted, deliver, isAway, make, newName, onKeys, openPanel, outbox, playFirst, post, say } from "./kb.js";

/** A second tap on the place where “Show the answer” was is no rating. */
const SETTLES_MS = 250;
const PATIENCE_MS = 1000;
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
let patience = PATIENCE_MS; // until the server is asked again
let timer = 0;
let delivering = null;
let coming = []; // faces of the cards that come next
const rated = new Set(); // those that were rated, which an older list may still have
const nameOf = ({ id, shown }) => `${id} ${shown}`;

// -- what is shown

function showProgress() {
  const left = Object.entries({ learning: "learning", review: "to review", new: "new" }).filter(([kind]) => turn.left[kind]);
  $("counts").replaceChildren(...left.map(([kind, name]) => (
    make(face?.state === kind ? "strong" : "span", { textContent: `${turn.left[kind]} ${name}` })
  )));
  const cards = left.reduce((sum, [kind]) => sum + turn.left[kind], 0);
  const then = turn.counts ? cards && turn.time : "nothing is scheduled";
  $("done").textContent = `${turn.answered} done${then ? ` · ${then}` : ""}`;
  $("bar").max = Math.max(turn.answered + cards, 1);
  $("bar").value = turn.answered;
}

function showFace(next) {
  face = next;
  revealing = null;
  clearTimeout(timer);
  setRevealed(false);
  stopTyping();
  $("card").hidden = $("acts").hidden = !face;
  $("end").hidden = Boolean(face);
  if (!face) return;
  $("front").innerHTML = face.front;
  $("back").innerHTML = $("typed").innerHTML = "";
  $("context").textContent = face.context;
  for (const each of document.querySelectorAll("#banner, [data-key=x]")) each.hidden = !face.changed;
  scrollTo(0, 0);
  shownAt = performance.now();
  $("show").focus({ preventScroll: true });
}

function showEnd(html) {
  $("end").innerHTML = html;
  $("end").querySelector("h2")?.focus({ preventScroll: true });
}

function show(next, message = next.message) {
  turn = next;
  offset = turn.now - Date.now();
  showFace(turn.card);
  showProgress();
  say(message);
  if (!face) showEnd(turn.end ?? "");
  if (!face && turn.wait !== null) timer = setTimeout(look, Math.min(Math.max(turn.wait, 0.2), 30) * 1000);
  if (turn.leech) showLeech(turn.leech);
  if (face) lookAhead();
}

function reveal(typed = null) {
  if (!face || revealed) return;
  const card = face.id;
  setRevealed(true);
  stopTyping();
  $(face.gaps ? "front" : "back").innerHTML = face.back;
  $("where").textContent = `${face.note} · ${face.place}`;
  setWaits(["", "", "", ""]);
  document.querySelector("[data-key='3']").focus({ preventScroll: true });
  $("answer").scrollIntoView({ block: "nearest" });
  if (typed !== null) $("typed").replaceChildren(make("p", { textContent: typed }));
  revealing = request("reveal", { card, typed }).then((told) => {
    if (!told || face?.id !== card || !revealed) return;
    if (!told.waits) return show(told);
    setWaits(told.waits);
    if (told.typed) $("typed").innerHTML = told.typed;
  });
}

/** Shows what belongs to a card whose answer is shown, or to one that is asked. */
function setRevealed(is) {
  revealed = is;
  document.body.classList.toggle("asking", Boolean(face) && !is);
  for (const id of ["ratings", "typed", "place"]) $(id).hidden = !is;
  $("answer").hidden = !is || face.gaps;
  $("show").hidden = is || !face;
  document.querySelector("[data-key=t]").hidden = is;
  document.querySelector("[data-key=r]").hidden = !is;
}

function setWaits(waits) {
  document.querySelectorAll("#ratings .wait").forEach((place, at) => (place.textContent = waits[at]));
}

// -- asking the server

/** Returns what the server tells, or nothing if it is away, which is said. */
async function request(what, body = {}) {
  try {
    const told = await post(`/review/${what}`, { review: turn.review, ...body });
    if (told.gone) return await begin();
    if (away && !outbox.all().length) {
      comeBack();
      say("The server is back.");
    }
    return told;
  } catch (error) {
    if (isAway(error)) goAway(error);
    else say(error.message);
  }
}

/** Does something that leads to another turn. */
async function act(what, body = {}) {
  if (busy) return;
  busy = true;
  const told = await request(what, { id: newName(), ...body });
  busy = false;
  if (told) show(told);
  return told;
}

async function begin(words) {
  show(await post("/review/start", asked, { patience: 120000 }), words);
}

async function look() {
  if (outbox.all().length) return send();
  if (busy || revealed) return;
  const told = await request("show");
  if (!told || revealed) return;
  if (!face || !told.card || nameOf(told.card) !== nameOf(face)) show(told);
  else showProgress();
}

async function lookAhead() {
  if (away || coming.length > 5) return;
  try {
    const { cards = [] } = await post("/review/ahead", { review: turn.review });
    coming = cards.filter((each) => !rated.has(nameOf(each)));
  } catch {
    // What it is for is said once it is needed.
  }
}

// -- answers

async function rate(rating, event) {
  if (!face || busy) return;
  if (!revealed) return say("Show the answer first.");
  if (event.detail && performance.now() < settledAt) return;
  busy = true;
  outbox.add({
    id: newName(),
    card: face.id,
    shown: face.shown,
    rating,
    ms: Math.min(Math.round(performance.now() - shownAt), 86400000),
    at: Math.round(Date.now() + offset),
    counts: turn.counts,
  });
  coming = coming.filter((each) => each.id !== face.id);
  rated.add(nameOf(face));
  if (!away) await revealing; // which may find out that the server is away
  if (away) goAway({});
  const sent = send();
  if (!away) await sent;
  busy = false;
}

/** Sends what is kept, and shows where that leads. */
function send() {
  return (delivering ??= sendKept().finally(() => (delivering = null)));
}

async function sendKept(isNew = !away) {
  const done = await deliver(turn.review), { saved, words } = done;
  if (done.away) return goAway(done.away);
  if (saved && (away || !isNew || saved > 1)) {
    words.unshift(`The server ${away ? "is back, and has" : "has"} ${counted(saved, "answer")} that waited.`);
  } else if (away && done.sent) words.unshift("The server is back.");
  comeBack();
  const told = done.turn?.counts === turn.counts ? done.turn : await request("show");
  if (told?.saved && told.message) words.push(told.message);
  if (!told) return say(words.join(" "));
  // A card that was answered without the server stays until it is rated.
  if (revealed && face && told.card?.id !== face.id && coming.includes(face)) return say(words.join(" "));
  if (done.turn && done.turn.review !== turn.review) await begin(words.join(" "));
  else show(told, words.join(" "));
}

function comeBack() {
  away = false;
  patience = PATIENCE_MS;
  document.body.classList.remove("away");
}

function goAway(error) {
  const all = outbox.all(), isAnswered = face && rated.has(nameOf(face));
  away = true;
  document.body.classList.add("away");
  const why = error.code === "unknown-browser"
    ? "The server was started anew: open the address that it printed in this browser."
    : error.code ? error.message : "The server is away.";
  const then = all.length
    ? `${counted(all.length, "answer")} ${all.length === 1 ? "is" : "are"} kept in this browser, and sent once when it is back.`
    : "This page goes on once it is back.";
  if (isAnswered || !face) {
    if (isAnswered) {
      const left = { ...turn.left, [face.state]: Math.max(turn.left[face.state] - 1, 0) };
      turn = { ...turn, answered: turn.answered + 1, left };
    }
    showFace(coming[0] ?? null);
    showProgress();
    if (!face) showEnd("<h2 tabindex='-1'>No more cards are known here</h2><p>The next ones come with the server.</p>");
  }
  say(`${why} ${then}`);
  clearTimeout(timer);
  timer = setTimeout(look, patience);
  patience = Math.min(patience * 1.5, 15000);
}

// -- other keys

function typeAnswer() {
  if (!face || revealed) return;
  $("typing").hidden = false;
  $("show").hidden = true;
  $("answer-typed").focus();
}

function stopTyping() {
  const was = !$("typing").hidden;
  $("typing").reset();
  $("typing").hidden = true;
  $("show").hidden = !face || revealed;
  if (was) $("show").focus({ preventScroll: true });
}

async function panel(what, body) {
  const told = await request(what, body);
  if (told) openPanel(told.html);
}

function edit(which = face) {
  if (!which) return;
  if (away) return say("The server is away: cards can be edited once it is back.");
  const wasRevealed = revealed && which === face;
  askWording(which.wording, async (words) => {
    const told = await act("reword", { card: which.id, ...words });
    if (told && wasRevealed && face?.id === which.id) reveal();
    return told;
  });
}

async function showLeech({ card, html, face: leech }) {
  const key = await openPanel(html);
  if (key === "e") edit(leech);
  if (key === "!") act("suspend", { card });
}

const goOn = (event) => (revealed ? rate(3, event) : reveal());
const keys = {
  " ": goOn,
  Enter: goOn,
  show: (event) => {
    reveal();
    settledAt = event.detail ? performance.now() + SETTLES_MS : 0;
  },
  t: typeAnswer,
  "no-typing": stopTyping,
  u: () => act("undo", { undoes: turn.undoes }),
  U: () => act("redo"),
  e: () => edit(),
  b: () => face && act("bury", { card: face.id }),
  "!": () => face && act("suspend", { card: face.id }),
  x: () => face?.changed && act("reset", { card: face.id }),
  i: () => face && panel("why", { revealed }),
  r: () => (revealed ? panel("related") : face && say("Show the answer first; related notes would give it away.")),
  f: () => playFirst($("card")),
  q: () => act("end"),
  "?": () => ask("keys"),
  custom: () => ask("custom"),
  "go-on": look,
};
for (const rating of [1, 2, 3, 4]) keys[rating] = (event) => rate(rating, event);
onKeys(keys);
$("card").onclick = (event) => {
  if (!revealed && !event.target.closest("a, button, audio, video, summary") && !getSelection().toString()) reveal();
};
$("typing").onsubmit = (event) => {
  event.preventDefault();
  reveal($("answer-typed").value);
};
$("typing").onkeydown = ({ key }) => {
  if (key === "Escape") stopTyping();
};
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
addEventListener("online", () => away && look());
addEventListener("pagehide", () => turn.answered && post("/review/end", { review: turn.review }).catch(() => {}));

show(JSON.parse($("scroll").dataset.turn));
if (outbox.all().length) sendKept(false);
