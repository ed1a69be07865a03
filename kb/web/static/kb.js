// What the scripts of several pages share.

/** Posts JSON, and returns the JSON that is answered. Throws an Error with kb's message and `code`. */
export async function post(path, body, { patience = 20000 } = {}) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patience),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error.message), answer.error);
  }
  return answer;
}

/** Returns the element with an id. */
export const $ = (id) => document.getElementById(id);

/** Returns a name for something that is done once, however often it is sent. */
export function newName() {
  // crypto.randomUUID is not there in a network without encryption.
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Says something, also to a screen reader; the same sentence again is read again. */
export function say(text) {
  const place = $("message");
  place.textContent = "";
  place.textContent = text && text[0].toUpperCase() + text.slice(1);
}

/** Calls what a table has for each key, unless something is being typed, or a dialog is open. */
export function onKeys(table) {
  document.addEventListener("keydown", (event) => {
    const key = event.key, target = event.target;
    // A key that is held would answer card after card.
    if (event.repeat && (key === "Enter" || key === " ")) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (target.closest("input, textarea, select, dialog, [popover]")) return;
    const opens = target.closest("button, a, summary, audio, video");
    if (opens && (key === "Enter" || key === " ")) return;
    if (table[key]) {
      event.preventDefault();
      table[key]();
    }
  });
}

/** Makes each button with an `act` do what the table has for it, and closes its menu. */
export function onActs(table) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    button.closest("[popover]")?.hidePopover();
    table[button.dataset.act]?.(event, button);
  });
}

/** Shows a dialog with some HTML of the server's, or of a template of the page, and keys of its own. */
export function openPanel(content, keys = {}) {
  const panel = $("panel"), body = $("panel-body");
  body.replaceChildren();
  if (typeof content === "string") body.innerHTML = content;
  else body.append(content.content.cloneNode(true));
  panel.onkeydown = (event) => {
    if (keys[event.key] && !event.target.closest("input, textarea")) {
      event.preventDefault();
      keys[event.key]();
    }
  };
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  return panel;
}

/** Asks for another wording of a card, and calls back with it once both sides say something. */
export function openEdit([front, back], save) {
  openPanel($("edit"));
  $("edit-front").value = front;
  $("edit-back").value = back;
  $("edit-front").focus();
  const submit = (event) => {
    event.preventDefault();
    const words = { front: $("edit-front").value, back: $("edit-back").value };
    if (!words.front.trim() || !words.back.trim()) {
      $("edit-wrong").textContent = "A card needs both a prompt and an answer.";
      return;
    }
    $("panel").close();
    save(words);
  };
  $("edit-form").addEventListener("submit", submit);
  $("edit-form").addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) submit(event);
  });
}

/** Plays the first sound or film that is shown, or stops it. */
export function playFirst(root) {
  const media = [...root.querySelectorAll("audio, video")].find((each) => each.checkVisibility());
  if (media) media.paused ? media.play().catch(() => {}) : media.pause();
  return Boolean(media);
}

$("panel")?.addEventListener("click", (event) => {
  if (event.target === event.currentTarget) event.currentTarget.close();
});
