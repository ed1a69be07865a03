// Graph. Places come from the server, and only the view moves. What stands still is drawn on a sheet
// larger than the canvas, a few strokes at a time; a frame lays the sheet in its place.
import { $, counted, get, make } from "./kb.js";

const box = document.querySelector(".map"), canvas = box?.querySelector("canvas");
const LABELS = 50;
const SLICE_MS = 10;
const MARGIN = 1.4; // how much larger the sheet is
const GREY = 8; // of the colours
const clamp = (least, value, most) => Math.max(least, Math.min(value, most));

function start(map) {
  const whole = "whole" in box.dataset, { edges } = map;
  const thick = edges.length > 20000 ? 0.7 : 1, faint = clamp(0.08, 1400 / edges.length, 0.35);

  // Concepts, and the clusters that they make, closed where all together would be a fog.
  const concepts = map.title.map((title, i) => (
    { i, title, x: map.x[i], y: map.y[i], cluster: map.cluster[i], weight: 0, near: [] }
  ));
  for (let e = 0; e < edges.length; e += 2) {
    const a = concepts[edges[e]], b = concepts[edges[e + 1]];
    a.near.push(b);
    b.near.push(a);
  }
  for (const each of concepts) each.weight = each.near.length;
  const heaviest = (some) => some.sort((a, b) => b.weight - a.weight);
  const ranked = heaviest([...concepts]), path = map.path.map((i) => concepts[i]);
  const mayClose = whole && concepts.length > 600;
  const clusters = [...Map.groupBy(ranked, (each) => each.cluster)].map(([id, members]) => {
    const mean = (name) => members.reduce((sum, each) => sum + each[name], 0) / members.length;
    const cluster = { id, members, x: mean("x"), y: mean("y"), title: id ? members[0].title : "not linked", weight: 1e6 + members.length };
    cluster.open = !mayClose || members.some((each) => path.includes(each));
    for (const each of members) each.cluster = cluster;
    return cluster;
  });
  const anyClosed = () => clusters.some((each) => !each.open);
  const radius = (dot, k) => (dot.members
    ? Math.max(4, (0.5 + 0.6 * Math.sqrt(dot.members.length)) * k)
    : clamp(1.2, Math.min(0.55, 0.1 + 0.035 * Math.sqrt(dot.weight)) * k, 16));

  // What is seen and can be chosen, the weightiest first, and the lines between.
  let dots, lines;
  function arrange() {
    const seen = (concept) => (concept.cluster.open ? concept : concept.cluster);
    dots = heaviest([...new Set(concepts.map(seen))]);
    const found = new Map();
    for (let e = 0; e < edges.length; e += 2) {
      const [b, a] = heaviest([seen(concepts[edges[e]]), seen(concepts[edges[e + 1]])]);
      if (a === b) continue;
      const key = b.members ? `${a.members ? a.id : -a.i} ${b.id}` : e;
      if (found.has(key)) found.get(key).links++;
      else found.set(key, { a, b, links: 1, inside: !a.members && a.cluster === b.cluster });
    }
    // Lines that leave a cluster are many and long: faint, and below the others.
    lines = [...found.values()].sort((one, other) => one.inside - other.inside);
    stale = true;
    ask();
  }

  // The view is the place in the middle, and CSS pixels a unit.
  const view = { x: 0, y: 0, k: 1 }, pen = canvas.getContext("2d");
  let width = 0, height = 0, ratio = 1;
  const toX = (dot) => (dot.x - view.x) * view.k + width / 2, toY = (dot) => (dot.y - view.y) * view.k + height / 2;
  function fit(points) {
    const margin = 2 * radius(points[0], 1) + 2; // the first is the largest
    const [xs, ys] = ["x", "y"].map((name) => Float64Array.from(points, (dot) => dot[name]).sort());
    Object.assign(view, { x: (xs[0] + xs.at(-1)) / 2, y: (ys[0] + ys.at(-1)) / 2 });
    view.k = Math.min(46, width / (xs.at(-1) - xs[0] + margin), height / (ys.at(-1) - ys[0] + margin));
    stale = true;
    ask();
  }
  function zoom(by, px = width / 2, py = height / 2) {
    const k = clamp(0.5, view.k * by, 120), gone = 1 / view.k - 1 / k;
    Object.assign(view, { x: view.x + (px - width / 2) * gone, y: view.y + (py - height / 2) * gone, k });
    ask();
  }
  function pan(dx, dy) {
    view.x -= dx / view.k;
    view.y -= dy / view.k;
    ask();
  }
  function measure() {
    const rect = canvas.getBoundingClientRect();
    if (rect.width === width && rect.height === height) return;
    ({ width, height } = rect);
    ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    stale = true;
    if (sheet) frame(performance.now()); // or the map would be gone for a moment
  }

  // Colours are those of the style sheet, light and dark; which is whose, the server says.
  let colours, ink, paper, accent;
  function colour() {
    const { legend, shades } = map.colours[$("colours").value];
    const read = (name) => {
      canvas.style.color = `var(${name})`;
      return getComputedStyle(canvas).color;
    };
    [ink, paper, accent] = ["--ink", "--raised", "--accent"].map(read);
    colours = [..."01234567"].map((each) => read(`--${each}`)).concat(read("--quiet"));
    for (const each of concepts) each.shade = shades[each.i];
    for (const each of clusters) each.shade = each.members[0].shade;
    $("legend").replaceChildren(...legend.map(([name, number]) => {
      const dot = make("i", {});
      dot.style.background = colours[number] ?? "none";
      return make("li", {}, dot, name);
    }));
    stale = true;
    ask();
  }

  // The sheet.
  let sheet = null, spare = null, work = null, stale = true, asked = false;
  function* paint({ target, at }) {
    // Drawn at once, so that a slice is as long as it seems.
    const g = target.getContext("2d", { willReadFrequently: true });
    const w = target.width / ratio, h = target.height / ratio;
    const X = (dot) => (dot.x - at.x) * at.k + w / 2, Y = (dot) => (dot.y - at.y) * at.k + h / 2;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.strokeStyle = colours[GREY];
    for (const { a, b, links, inside } of lines) {
      const [ax, ay, bx, by] = [X(a), Y(a), X(b), Y(b)];
      if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > w || Math.min(ay, by) > h) continue;
      g.globalAlpha = Math.min(0.45, (inside ? 0.3 : faint) + links / 400);
      g.lineWidth = Math.min(8, thick + (links - 1) / 25);
      g.beginPath();
      g.moveTo(ax, ay);
      g.lineTo(bx, by);
      g.stroke();
      yield;
    }
    g.globalAlpha = 1;
    const labelled = [];
    for (let n = dots.length - 1; n >= 0; n--) { // the weightiest above the others
      const dot = dots[n], r = radius(dot, at.k), px = X(dot), py = Y(dot);
      if (px < -r || py < -r || px > w + r || py > h + r) continue;
      const hollow = !dot.members && !map.note[dot.i];
      g.fillStyle = hollow ? paper : colours[dot.shade];
      g.strokeStyle = hollow ? colours[dot.shade] : paper;
      g.lineWidth = hollow ? 1.5 : 0.7;
      g.beginPath();
      g.arc(px, py, r, 0, 7);
      g.fill();
      if (r > 1.5) g.stroke();
      labelled.push(dot);
      yield;
    }
    const placed = [];
    for (const dot of labelled.reverse().slice(0, 500)) {
      if (placed.length < LABELS) label(g, dot, X(dot), Y(dot), at.k, placed);
      yield;
    }
  }
  /** Writes the name of a dot, unless it would touch one of the others that have a place. */
  function label(g, dot, px, py, k, placed) {
    const size = dot.members ? 12 : Math.round(clamp(11, 9 + 2 * Math.log2(1 + k / 4), 17)) + (placed ? 0 : 1);
    const text = dot.title.replace(/^(.{31}).{2,}$/u, "$1…") + (dot.members ? ` · ${dot.members.length}` : "");
    g.font = `${placed ? 500 : 650} ${size}px system-ui, sans-serif`;
    const long = g.measureText(text).width, top = dot.members ? py - size / 2 : py + radius(dot, k) + 3;
    const left = placed ? px - long / 2 : clamp(2, px - long / 2, width - long - 2);
    if (placed?.some(([l, t, r]) => left < r + 4 && left + long > l - 4 && Math.abs(top - t) < size + 2)) return;
    placed?.push([left, top, left + long]);
    Object.assign(g, { lineWidth: 3, lineJoin: "round", strokeStyle: paper, fillStyle: ink });
    g.strokeText(text, left, top + size);
    g.fillText(text, left, top + size);
  }
  const same = (one, other) => one.x === other.x && one.y === other.y && one.k === other.k;
  const busy = () => Boolean(work) || stale || !same(sheet.at, view);
  /** Returns whether the sheet no longer covers the canvas. */
  const outgrown = () => [[toX(sheet.at), width], [toY(sheet.at), height]].some(([middle, side]) => (
    Math.abs(middle / side - 0.5) > (MARGIN * view.k / sheet.at.k - 1) / 2
  ));
  function paintSome() {
    if (!work || stale) {
      const target = work?.target ?? spare ?? make("canvas", {});
      [target.width, target.height] = [width, height].map((side) => side * MARGIN * ratio);
      work = { target, at: { ...view } };
      work.steps = paint(work);
      stale = false;
    }
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      if (!work.steps.next().done) continue;
      spare = sheet?.target;
      sheet = work;
      work = null;
      return;
    }
  }

  // A frame: the sheet, and on it what is chosen, under the pointer, or on the path.
  let chosen = null, under = null, last = {}, movedAt = 0;
  function ask() {
    if (!asked) requestAnimationFrame(frame);
    asked = true;
  }
  function trace(pairs, thick) {
    Object.assign(pen, { strokeStyle: accent, lineWidth: thick, lineJoin: "round" });
    pen.beginPath();
    for (const [a, b] of pairs) {
      pen.moveTo(toX(a), toY(a));
      pen.lineTo(toX(b), toY(b));
    }
    pen.stroke();
  }
  function frame(now) {
    asked = false;
    if (!same(last, view)) movedAt = now;
    last = { ...view };
    if (work || stale || (busy() && (now - movedAt > 150 || outgrown()))) paintSome();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (sheet) {
      const scale = view.k / sheet.at.k / ratio, w = sheet.target.width * scale, h = sheet.target.height * scale;
      pen.imageSmoothingEnabled = false;
      pen.drawImage(sheet.target, toX(sheet.at) - w / 2, toY(sheet.at) - h / 2, w, h);
    }
    trace(path.slice(1).map((each, at) => [path[at], each]).filter(([a, b]) => a.near.includes(b)), 4);
    for (const dot of new Set([under, chosen])) {
      if (dot?.near) trace(dot.near.filter((other) => other.cluster.open).map((other) => [dot, other]), 1.2);
    }
    for (const dot of new Set([...path, under, chosen])) {
      if (!dot) continue;
      Object.assign(pen, { strokeStyle: dot === chosen ? ink : accent, lineWidth: 2.5 });
      pen.beginPath();
      pen.arc(toX(dot), toY(dot), radius(dot, view.k) + 3, 0, 7);
      pen.stroke();
      label(pen, dot, toX(dot), toY(dot), view.k);
    }
    if (busy()) ask();
  }

  // Choosing.
  const around = ({ i, title }) => (map.note[i] ? `/graph?note=${map.note[i]}` : `/graph?concept=${encodeURIComponent(title)}`);
  const to = (dot) => (map.note[dot.i] ? `/note/${map.note[dot.i]}` : around(dot));
  function pick([px, py], reach) {
    let best = null;
    for (const dot of dots) {
      const far = Math.hypot(toX(dot) - px, toY(dot) - py) - radius(dot, view.k);
      if (far < reach) [best, reach] = [dot, far];
    }
    return best;
  }
  function choose(dot) {
    chosen = dot;
    ask();
    if (!dot) {
      $("chosen").textContent = anyClosed()
        ? `${concepts.length} concepts in ${clusters.length} clusters. Choose one to open it.`
        : `${concepts.length} concepts, ${edges.length / 2} links.`;
      return;
    }
    if (dot.near && !dot.cluster.open) open([dot.cluster]);
    const [px, py] = [toX(dot), toY(dot)];
    if (px < 20 || py < 20 || px > width - 20 || py > height - 20) Object.assign(view, { x: dot.x, y: dot.y });
    if (dot.members) return void ($("chosen").textContent = `Cluster ${dot.title}, ${dot.members.length} concepts. Enter opens it.`);
    const about = [counted(dot.weight, "link"), ...map.about[dot.i]].join(", ");
    const links = [...(map.note[dot.i] ? [["Open", to(dot)]] : []), ["Around it", around(dot)]];
    $("chosen").replaceChildren(
      `${dot.title}: ${about}. `, ...links.map(([textContent, href]) => make("a", { className: "button", textContent, href })),
    );
  }
  function open(some, is = true) {
    for (const each of some) each.open = is;
    arrange();
  }
  /** Opens a cluster, or goes to the note of a concept, or to what is around it. */
  function enter(dot) {
    if (!dot.members) return void (location.href = to(dot));
    open([dot]);
    fit(dot.members);
    choose(dot.members[0]);
  }
  /** Chooses what is next in a direction. */
  function step(dx, dy) {
    const from = chosen ?? view;
    let best = null, least = Infinity;
    for (const dot of dots) {
      const along = (dot.x - from.x) * dx + (dot.y - from.y) * dy, aside = Math.abs((dot.x - from.x) * dy - (dot.y - from.y) * dx);
      if (along > 1e-3 && aside <= 1.5 * along && along + 2 * aside < least) [best, least] = [dot, along + 2 * aside];
    }
    if (best) choose(best);
  }

  // Keys, mouse and fingers: one finger moves the map, two zoom it; a tap chooses, a click opens.
  const fitAll = () => fit(dots), arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const keys = {
    "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: fitAll, "/": () => $("find").focus(),
    c: () => chosen?.near && (location.href = around(chosen)), Enter: () => chosen && enter(chosen), Escape: () => choose(null),
  };
  canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) pan(-80 * arrow[0], -80 * arrow[1]);
    else if (arrow) step(...arrow);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  };
  const fingers = new Map();
  let travelled = 0;
  const where = (event) => [event.offsetX, event.offsetY];
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, where(event));
    if (fingers.size === 1) travelled = 0;
  };
  canvas.onpointermove = (event) => {
    const now = where(event), before = fingers.get(event.pointerId);
    if (!before) {
      under = event.pointerType === "mouse" ? pick(now, 8) : null;
      canvas.style.cursor = under ? "pointer" : "";
      return ask();
    }
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    travelled += Math.abs(dx) + Math.abs(dy);
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const far = ([x, y]) => Math.hypot(x - other[0], y - other[1]);
      pan(dx / 2, dy / 2);
      if (far(before) > 5) zoom(far(now) / far(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else if (travelled > 4) pan(dx, dy);
  };
  canvas.onpointercancel = (event) => void fingers.delete(event.pointerId);
  canvas.onpointerleave = () => {
    under = null;
    ask();
  };
  canvas.onpointerup = (event) => {
    const alone = fingers.size === 1, touch = event.pointerType !== "mouse";
    fingers.delete(event.pointerId);
    if (!alone || travelled > 8) return;
    const hit = pick(where(event), touch ? 22 : 8);
    if (hit && (hit.members || !touch || hit === chosen)) enter(hit);
    else choose(hit);
  };
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...where(event));
  }, { passive: false });

  // The rest of the page.
  $("nearer").onclick = () => zoom(1.5);
  $("farther").onclick = () => zoom(1 / 1.5);
  $("fit").onclick = fitAll;
  $("colours").onchange = colour;
  $("all").hidden = !mayClose;
  $("all").onclick = ({ target }) => {
    const opens = anyClosed();
    target.ariaPressed = opens;
    open(clusters, opens);
    choose(null);
    fitAll();
  };
  const folded = (name) => name.trim().toLowerCase();
  $("titles").append(...ranked.map(({ title }) => new Option("", title)));
  document.querySelector(".finder").onsubmit = (event) => {
    const found = concepts.find((each) => folded(each.title) === folded($("find").value));
    if (!found) return; // the server knows it, or says what is like it
    event.preventDefault();
    choose(found);
    fit([found, ...found.near]);
    canvas.focus();
  };
  $("list")?.append(...heaviest([...clusters]).map(({ members, title }) => (
    make("li", {}, make("a", { href: around(members[0]), textContent: title }), ` ${members.length}`)
  )));
  matchMedia("(prefers-color-scheme: dark)").onchange = colour;
  colour();
  arrange();
  measure();
  fitAll();
  choose(whole || path.length ? null : concepts[0]);
  new ResizeObserver(measure).observe(canvas);
  performance.mark("graph-drawn");
  // For tests and measurements: what a pointer can do, without one.
  canvas.map = { view, pan, zoom, busy, places: (i) => [toX(concepts[i]), toY(concepts[i])], chosen: () => chosen?.title };
}

/** Tells how far the layout of all concepts is, while the map is awaited. */
async function tell(layout) {
  const { message } = await get("/graph/layout").catch(() => ({}));
  layout.textContent = message ?? "";
  if (layout.isConnected) setTimeout(tell, 500, layout);
}

if (box) {
  box.hidden = false;
  const layout = $("laying");
  if (layout) tell(layout);
  get(box.dataset.map).then(start).catch((error) => {
    $("chosen").textContent = `The map could not be loaded: ${error.message}`;
  }).finally(() => layout?.remove());
}
