// Tells above the map how far its layout is, which is made once, while the map is awaited.

const chosen = document.getElementById("chosen");
const told = document.getElementById("laying");
const loading = chosen?.textContent;

async function ask() {
  const answer = await fetch("/graph/layout").then((response) => response.json()).catch(() => ({}));
  if (chosen?.textContent !== loading) { // the map is there, or could not be loaded
    told?.remove();
    return;
  }
  if (answer.concepts) {
    told.textContent = `Laying out ${answer.concepts.toLocaleString()} concepts, once: ${Math.round(100 * answer.share)} % …`;
  }
  setTimeout(ask, 500);
}

if (told) ask();
