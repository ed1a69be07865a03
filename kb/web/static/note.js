// Note: what is related comes after the note is shown.

const place = document.getElementById("related-concepts");
place.setAttribute("aria-busy", "true");
try {
  const answer = await fetch(place.dataset.address, { headers: { accept: "text/html" } });
  if (answer.ok) place.innerHTML = await answer.text();
} catch {
  // The link that stands there leads to the same.
}
place.removeAttribute("aria-busy");
