// Tells how far the layout of the map is, which is made once, while the map is awaited.

const told = document.getElementById("chosen");
let last = told?.textContent;

async function ask() {
  if (told?.textContent !== last) return; // the map is there, or could not be loaded
  const answer = await fetch("/graph/layout").then((response) => response.json()).catch(() => ({}));
  if (answer.concepts && told.textContent === last) {
    const done = Math.round(100 * answer.share);
    last = told.textContent = `Laying out ${answer.concepts.toLocaleString()} concepts, once: ${done} % …`;
  }
  setTimeout(ask, 500);
}

ask();
