// The page Inbox.
import { $, ask, askWording, counted, newName, onKeys, playFirst, post, say } from "./kb.js";

const asked = Object.fromEntries(new URLSearchParams(location.search));
let inbox = "";
let card = null;
let busy = false;

function show(told) {
  ({ inbox, card } = told);
  $("card").innerHTML = told.html;
  $("verdicts").hidden = $("acts").hidden = !card;
  say(told.message);
  document.querySelector(".own")?.scrollIntoView({ block: "center" });
  scrollTo(0, 0);
  document.querySelector(card ? "[data-key=a]" : "#card h2").focus({ preventScroll: true });
}

async function act(what, body = {}) {
  if (busy) return;
  busy = true;
  try {
    const told = await post(`/inbox/${what}`, { inbox, id: newName(), card: card?.id, ...body });
    if (told.gone) await begin("The server was started anew, or another day has begun; what you decided is saved.");
    else show(told);
    return told;
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

async function decideAlike(what, word) {
  if (!card) return;
  const some = card.here < card.alike;
  $("alike-question").textContent = `${word} ${counted(card.alike, "proposed card")} from “${card.generator}”?`;
  $("alike-here").textContent = some ? `Of this note: ${card.here}.` : "";
  $("alike-note").hidden = !some;
  const which = await ask("alike");
  if (which === "y" || which === "t") act(what, { alike: true, here: which === "t" });
}

onKeys({
  a: () => decide("accept"),
  r: () => decide("reject"),
  s: () => decide("snooze"),
  e: () => card && askWording(card.wording, (words) => act("reword", words)),
  n: () => card && act("skip"),
  Enter: () => card && act("skip"),
  p: () => act("back"),
  ArrowLeft: () => act("back"),
  u: () => act("undo"),
  A: () => decideAlike("accept", "Accept"),
  R: () => decideAlike("reject", "Reject"),
  w: () => act("sort"),
  f: () => playFirst($("card")),
  "?": () => ask("keys"),
});
begin().catch((error) => say(error.code ? error.message : "The server is away. Reload the page once it is back."));
