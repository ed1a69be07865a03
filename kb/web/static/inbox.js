// The page Inbox.
import { $, newName, onActs, onKeys, openEdit, openPanel, playFirst, post, say } from "./kb.js";

const asked = Object.fromEntries(new URLSearchParams(location.search));
let inbox = "";
let card = null;
let busy = false;

function show(told) {
  inbox = told.inbox;
  card = told.card;
  for (const id of ["card", "verdicts", "acts"]) $(id).hidden = !card;
  $("end").hidden = Boolean(card);
  say(told.message);
  $("where").textContent = card
    ? [`${card.number}/${card.count}`, card.proposer, card.reworded && "edited", card.verdict].filter(Boolean).join(" · ")
    : "";
  scrollTo(0, 0);
  if (!card) {
    $("end").innerHTML = told.end;
    return $("end").querySelector("h2").focus({ preventScroll: true });
  }
  $("front").innerHTML = card.front;
  $("front").classList.toggle("gaps", card.gaps);
  $("back").innerHTML = card.back;
  $("context").textContent = card.context;
  $("double").textContent = card.double;
  $("place").textContent = card.place;
  $("lines").innerHTML = card.lines;
  const own = $("lines").querySelector(".own");
  if (own) own.parentElement.scrollTop = own.offsetTop - own.parentElement.clientHeight / 2;
  document.querySelector("[data-act=accept]").focus({ preventScroll: true });
}

async function act(what, body = {}) {
  if (busy) return;
  busy = true;
  try {
    const told = await post(`/inbox/${what}`, { inbox, id: newName(), card: card?.id, ...body });
    if (told.gone) await begin("The server was started anew, or another day has begun; what you decided is saved.");
    else show(told);
  } catch (error) {
    say(error.code ? error.message : "The server is away. Nothing was done; try again once it is back.");
  } finally {
    busy = false;
  }
}

async function begin(message) {
  const told = await post("/inbox/start", asked, { patience: 120000 });
  show(message ? { ...told, message } : told);
}

const decide = (what) => card && act(what, { alike: false, here: false });

function decideAlike(what, word) {
  if (!card) return;
  const choose = (here) => {
    $("panel").close();
    act(what, { alike: true, here });
  };
  const some = card.here < card.alike;
  chosen = { all: () => choose(false), here: () => choose(true) };
  openPanel($("alike"), { y: chosen.all, ...(some ? { t: chosen.here } : {}), n: () => $("panel").close() });
  $("alike-question").textContent = `${word} ${card.alike} proposed card${card.alike === 1 ? "" : "s"} from “${card.generator}”?`;
  $("alike-here").textContent = some ? `${card.here} of them ${card.here === 1 ? "is" : "are"} of this note.` : "";
  $("alike-note").hidden = !some;
}
let chosen = {};

const edit = () => card && openEdit(card.wording, (words) => act("reword", words));
const table = {
  a: () => decide("accept"), r: () => decide("reject"), s: () => decide("snooze"), e: edit,
  n: () => card && act("skip"),
  p: () => act("back"),
  u: () => act("undo"),
  A: () => decideAlike("accept", "Accept"),
  R: () => decideAlike("reject", "Reject"),
  w: () => act("sort"),
  f: () => playFirst($("card")) || say("The card has no sound."),
  "?": () => openPanel($("keys")),
};
table.Enter = table.n;
table.ArrowLeft = table.p;
onKeys(table);
onActs({
  accept: table.a, reject: table.r, snooze: table.s, edit, skip: table.n, back: table.p, undo: table.u,
  "accept-all": table.A, "reject-all": table.R, sort: table.w, keys: table["?"],
  "alike-all": () => chosen.all(), "alike-here": () => chosen.here(),
  close: () => $("panel").close(),
});

begin().catch((error) => say(error.code ? error.message : "The server is away. Reload the page once it is back."));
