// What all pages share, and the answers that a browser keeps until the server has them.

/** Returns the element with an id. */
export const $ = (id) => document.getElementById(id);

/** Returns a new element with properties and what is inside. */
export function make(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** Returns “1 card” or “2 cards”. */
export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// -- asking the server

/** Returns the JSON that is answered. Throws an Error with kb's message and `code`. */
export async function get(path, options = {}) {
  const headers = { accept: "application/json", ...options.headers };
  const response = await fetch(path, { ...options, headers }), answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error.message), answer.error);
  return answer;
}

/** Posts JSON, and returns the JSON that is answered. */
export const post = (path, body, { patience = 20000 } = {}) => get(path, {
  method: "POST",
  keepalive: true, // an answer goes on its way though the page is left
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  signal: AbortSignal.timeout(patience),
});

/** Puts a part of a page, as the server tells it, in its place. */
export async function load(place, address, options) {
  place.ariaBusy = "true";
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, ...options }), html = await answer.text();
    if (answer.ok) place.innerHTML = html;
    return answer.ok;
  } finally {
    place.ariaBusy = null;
  }
}

/** Returns a name for something that is done once, however often it is sent. */
export function newName() {
  // crypto.randomUUID is not there in a network without encryption.
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// -- words, keys and dialogs

/** Says something, also to a screen reader; the same sentence again is read again. */
export function say(text) {
  const place = $("message") ?? $("content").insertAdjacentElement("afterbegin", make("p", { id: "message", role: "status" }));
  place.textContent = "";
  place.textContent = text && text[0].toUpperCase() + text.slice(1);
}

/** Calls what a table has for a key, or for a button with that `data-key`, unless one is typing. */
export function onKeys(table, repeats = []) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    button?.closest("[popover]")?.hidePopover();
    if (button) table[button.dataset.key]?.(event);
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input:not([type=checkbox]), textarea, select, dialog, [popover]")) return;
    // A key that is held would answer card after card.
    if (event.repeat && !repeats.includes(key)) return key === "Enter" || key === " " ? event.preventDefault() : undefined;
    if (key === "Enter" && target.closest("a")) return;
    if ((key === "Enter" || key === " ") && target.closest("button, summary, input, audio, video")) return;
    if (!table[key]) return;
    event.preventDefault();
    table[key](event);
  });
}

/** Shows a dialog, and returns the value of the button that closed it; its name is its key. */
export function ask(id) {
  const dialog = $(id);
  dialog.returnValue = "";
  dialog.onkeydown = (event) => {
    const saves = (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter");
    if (!saves && event.target.closest("input, textarea, select")) return;
    const button = dialog.querySelector(`button[value=${CSS.escape(saves ? "yes" : event.key)}]`);
    if (button) event.preventDefault();
    button?.click();
  };
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}

/** Shows what the server tells about a card. */
export function openPanel(html) {
  $("panel-body").innerHTML = html;
  return ask("panel");
}

/** Asks for another wording of a card until it is saved; nothing typed is lost. */
export async function askWording([front, back], save) {
  const own = $("own-front"), other = $("own-back"), hint = $("own-kept");
  [own.value, other.value, hint.hidden] = [front, back, true];
  $("reword").oncancel = (event) => {
    if (!hint.hidden || own.value + other.value === front + back) return;
    event.preventDefault();
    hint.hidden = false;
  };
  while (await ask("reword") === "yes") {
    if (await save({ front: own.value, back: other.value })) break;
  }
}

/** Plays the first sound or film that is shown, or stops it. */
export function playFirst(root) {
  const media = [...root.querySelectorAll("audio, video")].find((each) => each.checkVisibility());
  if (!media) say("The card has no sound.");
  else if (media.paused) media.play().catch(() => {});
  else media.pause();
}

// -- answers that the server may not have yet

const { store } = document.body.dataset, PREFIX = `kb-answer ${store} `; // another store has other cards
const stuck = new Set(); // what the server failed at: another page tries it again
let kept = {}; // a browser that keeps nothing has them as long as the page is open
try {
  kept = localStorage;
} catch {
  // It is told not to.
}
export const outbox = {
  name: ({ at, id }) => `${PREFIX}${String(at).padStart(14, "0")} ${id}`,
  add(given) {
    try {
      kept[this.name(given)] = JSON.stringify(given);
    } catch { // it is full
      kept = { ...kept, [this.name(given)]: JSON.stringify(given) };
    }
  },
  remove(given) {
    delete kept[this.name(given)];
  },
  /** Returns those that are to be sent, oldest first. */
  all() {
    const names = Object.keys(kept).filter((name) => name.startsWith(PREFIX)).sort();
    return names.map((name) => JSON.parse(kept[name])).filter(({ id }) => !stuck.has(id));
  },
};

/** Returns whether an error says that the server, or its store, is not to be had now. */
export const isAway = ({ code }) => [undefined, "unknown-browser", "store"].includes(code);

/** Sends what is kept, in order, and returns what became of it; what the server had is sent, not saved. */
export async function deliver(review = "") {
  const done = { sent: 0, saved: 0, words: [], turn: null, away: null };
  for (let given; !done.away && (given = outbox.all()[0]); ) {
    try {
      const told = await post("/review/answer", { ...given, review });
      outbox.remove(given);
      done.sent++;
      if (told.gone) continue; // practice of an earlier start, which changed nothing
      review = told.review;
      done.turn = told;
      if (told.saved) done.saved += told.saved === "now";
      else done.words.push(told.message);
    } catch (error) {
      const fails = error.code === "fault";
      if (isAway(error)) done.away = error;
      else done.words.push(`An answer ${fails ? "is still kept in this browser" : "was not taken"}: ${error.message}`);
      if (fails) stuck.add(given.id);
      else if (!done.away) outbox.remove(given);
    }
  }
  return done;
}

for (const place of document.querySelectorAll("[data-load]")) load(place, place.dataset.load).catch(() => {}); // a link stands there
if (store && !document.body.matches(".reviewing") && outbox.all().length) {
  deliver().then(({ saved, words }) => {
    if (saved) words.unshift(`The server has ${counted(saved, "answer")} that waited in this browser.`);
    if (words.length) say(words.join(" "));
  });
}
