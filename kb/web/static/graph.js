// The map of concepts: places come from the server, and nothing moves but the view.
// What moves is drawn with less: links come from a picture of them that is made while nothing does.

const box = document.querySelector(".map");
const canvas = box?.querySelector("canvas");
const $ = (id) => document.getElementById(id);
const LABELS = 60;
const SLICE_MS = 7;
const GREY = 8;

if (box) {
  box.hidden = false;
  fetch(box.dataset.map, { headers: { accept: "application/json" } })
    .then(async (response) => {
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error.message);
      start(answer);
    })
    .catch((error) => { $("chosen").textContent = `The map could not be loaded: ${error.message}`; });
}

function start(map) {
  const count = map.note.length, { title, cluster, edges } = map;
  const x = Float32Array.from(map.x), y = Float32Array.from(map.y);
  const degree = new Uint32Array(count), first = new Uint32Array(count + 1), near = new Uint32Array(edges.length);
  for (const each of edges) degree[each]++;
  for (let i = 0; i < count; i++) first[i + 1] = first[i] + degree[i];
  const filled = first.slice();
  for (let e = 0; e < edges.length; e += 2) {
    near[filled[edges[e]]++] = edges[e + 1];
    near[filled[edges[e + 1]]++] = edges[e];
  }
  const size = Float32Array.from(degree, (links) => Math.min(1.1, 0.2 + 0.07 * Math.sqrt(links)));
  const ranked = Uint32Array.from(x.keys()).sort((a, b) => degree[b] - degree[a]);
  const whole = Boolean(box.dataset.whole);
  const lit = map.path, onPath = new Set(lit);

  // Clusters, which are closed at first where all their concepts would be a fog.
  const groups = new Map();
  for (const i of ranked) {
    if (!groups.has(cluster[i])) groups.set(cluster[i], { id: cluster[i], members: [], x: 0, y: 0, r: 0 });
    const group = groups.get(cluster[i]);
    group.members.push(i); group.x += x[i]; group.y += y[i];
  }
  for (const group of groups.values()) {
    const many = group.members.length;
    group.x /= many; group.y /= many;
    group.r = 0.6 + 0.75 * Math.sqrt(many);
    group.title = group.id ? title[group.members[0]] : "not linked";
  }
  const open = new Set();
  const openAll = () => { for (const id of groups.keys()) open.add(id); };
  const mayClose = whole && count > 600;
  if (!mayClose) openAll();
  for (const i of lit) open.add(cluster[i]);
  const between = new Map();
  if (mayClose) {
    for (let e = 0; e < edges.length; e += 2) {
      const a = cluster[edges[e]], b = cluster[edges[e + 1]], key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (a !== b) between.set(key, (between.get(key) ?? 0) + 1);
    }
  }

  // Colours are those of the style sheet, in light and in dark.
  let colours, ink, quiet, paper, accent;
  const sprites = new Map();
  const shade = new Uint8Array(count);
  function takeColours() {
    const style = getComputedStyle(document.documentElement), read = (name) => style.getPropertyValue(name).trim();
    [ink, quiet, paper, accent] = ["--ink", "--quiet", "--raised", "--accent"].map(read);
    colours = Array.from({ length: 8 }, (_, i) => read(`--map-${i}`));
    colours.push(quiet);
    sprites.clear(); words.clear();
  }
  function colourBy(kind) {
    let names;
    if (kind === "recall") {
      names = ["under 60 %", "60–80 %", "80–90 %", "over 90 %"].map((name, i) => [name, [1, 3, 0, 2][i]]);
      for (let i = 0; i < count; i++) {
        const known = map.recall[i];
        shade[i] = known < 0 ? GREY : known < 60 ? 1 : known < 80 ? 3 : known < 90 ? 0 : 2;
      }
      names.push(["not reviewed", GREY]);
    } else if (kind === "cluster") {
      names = []; // they have their names on the map
      for (let i = 0; i < count; i++) shade[i] = cluster[i] ? cluster[i] % 8 : GREY;
    } else {
      const values = map[kind];
      const counts = new Map();
      for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
      names = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([name], i) => [name, i]);
      const numbers = new Map(names);
      for (let i = 0; i < count; i++) shade[i] = numbers.get(values[i]) ?? GREY;
      if (shade.includes(GREY)) names.push(["others", GREY]);
    }
    $("legend").replaceChildren(...names.map(([name, number]) => legend(name, colours[number])),
      ...(map.note.includes(0) ? [legend("no note yet", "none")] : []));
    stale = true; ask();
  }
  function legend(name, fill) {
    const item = document.createElement("li"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ cx: 6, cy: 6, r: 5, fill, stroke: fill === "none" ? quiet : fill })) dot.setAttribute(key, value);
    svg.setAttribute("viewBox", "0 0 12 12"); svg.setAttribute("aria-hidden", "true");
    svg.append(dot); item.append(svg, name);
    return item;
  }

  // The view: the place in the middle, and CSS pixels a unit.
  const view = { x: 0, y: 0, k: 1 };
  const pen = canvas.getContext("2d");
  let width = 0, height = 0, ratio = 1;
  const toX = (place) => (place - view.x) * view.k + width / 2, toY = (place) => (place - view.y) * view.k + height / 2;
  const shown = (i) => open.has(cluster[i]);
  function measure() {
    const rect = canvas.getBoundingClientRect();
    if (rect.width === width && rect.height === height) return;
    ratio = Math.min(2, devicePixelRatio || 1);
    width = rect.width; height = rect.height;
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    stale = true;
    draw(performance.now()); // or the map would be gone for a moment
  }
  function fit(points, least = 4) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [px, py, r] of points) {
      left = Math.min(left, px - r); right = Math.max(right, px + r);
      top = Math.min(top, py - r); bottom = Math.max(bottom, py + r);
    }
    if (left > right) return;
    view.x = (left + right) / 2; view.y = (top + bottom) / 2;
    view.k = Math.min(46, width / Math.max(least, right - left + 2), height / Math.max(least, bottom - top + 2));
    ask();
  }
  const fitAll = () => fit([...groups.values()].flatMap((g) => (open.has(g.id) ? g.members.map((i) => [x[i], y[i], 1]) : [[g.x, g.y, g.r]])));
  function zoom(by, px = width / 2, py = height / 2) {
    const k = Math.min(120, Math.max(0.5, view.k * by));
    view.x += (px - width / 2) * (1 / view.k - 1 / k);
    view.y += (py - height / 2) * (1 / view.k - 1 / k);
    view.k = k; ask();
  }
  const pan = (dx, dy) => { view.x -= dx / view.k; view.y -= dy / view.k; ask(); };

  // The picture of the links, larger than the canvas, drawn a few at a time.
  let layer = null, making = null, stale = true, asked = false, movedAt = 0;
  const spare = document.createElement("canvas"), front = document.createElement("canvas");
  function* links(target, at) {
    const w = target.width / ratio, h = target.height / ratio;
    // Drawn at once, and not some time later, so that the slices are as long as they seem.
    const g = target.getContext("2d", { willReadFrequently: true });
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h);
    g.strokeStyle = quiet;
    const X = (px) => (px - at.x) * at.k + w / 2, Y = (py) => (py - at.y) * at.k + h / 2;
    if (between.size && open.size < groups.size) {
      for (const [key, amount] of between) {
        const [a, b] = key.split(" ").map((id) => groups.get(Number(id)));
        if (open.has(a.id) && open.has(b.id)) continue;
        g.globalAlpha = Math.min(0.45, 0.03 + amount / 400);
        g.lineWidth = Math.min(8, 0.5 + amount / 25);
        g.beginPath(); g.moveTo(X(a.x), Y(a.y)); g.lineTo(X(b.x), Y(b.y)); g.stroke();
      }
      yield;
    }
    // Links that leave a cluster are many and long: faint, and below the others.
    const many = edges.length > 20000;
    for (const inside of [false, true]) {
      g.globalAlpha = !inside ? Math.max(Math.min(0.12, 0.05 + at.k / 300), Math.min(0.35, 1400 / edges.length)) : many ? Math.min(0.5, 0.2 + at.k / 60) : 0.5;
      g.lineWidth = many ? 0.7 : 1;
      g.beginPath();
      for (let e = 0, drawn = 0; e < edges.length; e += 2) {
        const a = edges[e], b = edges[e + 1];
        if ((cluster[a] === cluster[b]) !== inside || !shown(a) || !shown(b)) continue;
        const ax = X(x[a]), ay = Y(y[a]), bx = X(x[b]), by = Y(y[b]);
        if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > w && bx > w) || (ay > h && by > h)) continue;
        g.moveTo(ax, ay); g.lineTo(bx, by);
        if (++drawn % 64 === 0) { g.stroke(); g.beginPath(); yield; }
      }
      g.stroke();
    }
  }
  const current = () => layer && layer.at.x === view.x && layer.at.y === view.y && layer.at.k === view.k;
  function makeLinks(now) {
    if (!making && (stale || !current()) && (stale || now - movedAt > 120)) {
      const target = layer?.target === front ? spare : front;
      const w = Math.round(width * 1.4 * ratio), h = Math.round(height * 1.4 * ratio);
      if (target.width !== w || target.height !== h) { target.width = w; target.height = h; }
      const at = { ...view };
      making = { target, at, steps: links(target, at) };
      stale = false;
    }
    if (!making) return;
    const end = performance.now() + SLICE_MS;
    do {
      if (making.steps.next().done) { layer = making; making = null; break; }
    } while (performance.now() < end);
    ask();
  }

  // A frame.
  let chosen = -1, under = -1;
  function ask() {
    if (!asked) { asked = true; requestAnimationFrame(draw); }
  }
  let last = { x: 0, y: 0, k: 0 };
  function draw(now) {
    asked = false;
    const moved = last.x !== view.x || last.y !== view.y || last.k !== view.k;
    if (moved) { movedAt = now; last = { ...view }; }
    const moving = now - movedAt < 120;
    makeLinks(now);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (layer) {
      const { target, at } = layer, scale = view.k / at.k, w = (target.width / ratio) * scale, h = (target.height / ratio) * scale;
      pen.imageSmoothingEnabled = false;
      pen.drawImage(target, toX(at.x) - w / 2, toY(at.y) - h / 2, w, h);
    }
    drawPath();
    drawNear(chosen); if (under !== chosen) drawNear(under);
    drawNodes(moving);
    drawLabels();
    if (moving) ask();
  }
  function line(a, b) { pen.moveTo(toX(x[a]), toY(y[a])); pen.lineTo(toX(x[b]), toY(y[b])); }
  function drawPath() {
    if (lit.length < 2) return;
    pen.strokeStyle = accent; pen.lineWidth = 4; pen.lineJoin = "round";
    pen.beginPath();
    for (let i = 1; i < lit.length; i++) {
      if (neighbours(lit[i - 1]).includes(lit[i])) line(lit[i - 1], lit[i]);
    }
    pen.stroke();
  }
  const neighbours = (i) => near.subarray(first[i], first[i + 1]);
  function drawNear(i) {
    if (i < 0) return;
    pen.strokeStyle = accent; pen.lineWidth = 1.5; pen.globalAlpha = 0.7;
    pen.beginPath();
    for (const other of neighbours(i)) if (shown(other)) line(i, other);
    pen.stroke(); pen.globalAlpha = 1;
  }
  const radius = (i) => Math.min(16, Math.max(1.2, size[i] * view.k * 0.5));
  function sprite(colour, r, hollow) {
    const step = Math.round(r * 4) / 4, key = `${colour} ${step} ${hollow}`;
    let made = sprites.get(key);
    if (!made) {
      made = document.createElement("canvas");
      made.width = made.height = Math.ceil((step + 2) * 2 * ratio);
      const g = made.getContext("2d");
      g.scale(ratio, ratio);
      g.arc(step + 2, step + 2, step, 0, 7);
      g.fillStyle = hollow ? paper : colours[colour];
      g.strokeStyle = hollow ? colours[colour] : paper;
      g.lineWidth = hollow ? 1.5 : 0.7;
      g.fill(); g.stroke();
      sprites.set(key, made);
    }
    return made;
  }
  function drawNodes(moving) {
    for (const group of groups.values()) {
      const gx = toX(group.x), gy = toY(group.y), gr = group.r * view.k * 1.6;
      if (gx + gr < 0 || gy + gr < 0 || gx - gr > width || gy - gr > height) continue;
      if (!open.has(group.id)) { drawDisc(group, gx, gy); continue; }
      for (const i of group.members) {
        const px = toX(x[i]), py = toY(y[i]);
        if (px < -16 || py < -16 || px > width + 16 || py > height + 16) continue;
        const r = radius(i), hollow = !map.note[i];
        if (r < 1.6 || (moving && r < 3 && !hollow)) {
          pen.fillStyle = colours[shade[i]];
          pen.fillRect(px - r, py - r, 2 * r, 2 * r);
        } else {
          const dot = sprite(shade[i], r, hollow), side = dot.width / ratio;
          pen.drawImage(dot, px - side / 2, py - side / 2, side, side);
        }
      }
    }
    for (const i of [...lit, under, chosen]) {
      if (i < 0) continue;
      pen.strokeStyle = i === chosen ? ink : accent; pen.lineWidth = 2.5;
      pen.beginPath(); pen.arc(toX(x[i]), toY(y[i]), radius(i) + 3, 0, 7); pen.stroke();
    }
  }
  function drawDisc(group, gx, gy) {
    pen.globalAlpha = 0.85;
    pen.fillStyle = colours[shade[group.members[0]]];
    pen.beginPath(); pen.arc(gx, gy, Math.max(4, group.r * view.k * 0.8), 0, 7); pen.fill();
    pen.globalAlpha = 1;
    if (group === at) { pen.strokeStyle = ink; pen.lineWidth = 3; pen.stroke(); }
  }
  // Text is slow to draw, and a picture of it is not.
  const words = new Map();
  function label(text, height_, strong) {
    const key = `${height_} ${strong} ${text}`;
    let made = words.get(key);
    if (made) return made;
    if (words.size > 600) words.clear();
    const short = text.length > 32 ? `${text.slice(0, 31)}…` : text, font = `${strong ? 650 : 500} ${height_}px system-ui, sans-serif`;
    pen.font = font;
    const w = pen.measureText(short).width, picture = document.createElement("canvas");
    picture.width = Math.ceil((w + 6) * ratio); picture.height = Math.ceil((height_ * 1.4 + 4) * ratio);
    const g = picture.getContext("2d");
    g.scale(ratio, ratio);
    g.font = font; g.lineJoin = "round"; g.lineWidth = 3; g.strokeStyle = paper; g.fillStyle = ink;
    g.strokeText(short, 3, height_ + 2); g.fillText(short, 3, height_ + 2);
    words.set(key, (made = { picture, w }));
    return made;
  }
  function drawLabels() {
    const placed = [];
    const put = (text, px, top, height_, strong) => {
      const { picture, w } = label(text, height_, strong);
      const left = Math.min(Math.max(2, px - w / 2), Math.max(2, width - w - 2));
      if (!strong) for (const [l, t, r, b] of placed) if (left < r + 4 && left + w > l - 4 && top < b && top + height_ > t) return;
      placed.push([left, top, left + w, top + height_ + 2]);
      pen.drawImage(picture, left - 3, top - 2, picture.width / ratio, picture.height / ratio);
    };
    const grown = Math.round(Math.min(17, Math.max(11, 9 + 2 * Math.log2(1 + view.k / 4))));
    for (const i of [chosen, under, ...lit]) {
      if (i >= 0 && shown(i)) put(title[i], toX(x[i]), toY(y[i]) + radius(i) + 3, grown + 1, true);
    }
    for (const group of groups.values()) {
      if (open.has(group.id)) continue;
      const gx = toX(group.x), gy = toY(group.y);
      if (gx > 0 && gy > 0 && gx < width && gy < height) put(`${group.title} · ${group.members.length}`, gx, gy - 6, 12, false);
    }
    const room = view.k > 3 || count < 600 ? LABELS : 25;
    for (let n = 0, seen = 0; n < count && placed.length < room && seen < 400; n++) {
      const i = ranked[n];
      if (!shown(i)) continue;
      const px = toX(x[i]), py = toY(y[i]);
      if (px < 0 || py < 0 || px > width || py > height - 12) continue;
      seen++;
      put(title[i], px, py + radius(i) + 2, grown, false);
    }
  }

  // Choosing.
  let at = null;
  function pick(px, py, reach) {
    let best = -1, least = reach;
    for (const group of groups.values()) {
      const far = Math.hypot(toX(group.x) - px, toY(group.y) - py) - group.r * view.k * 2;
      if (far > reach || !open.has(group.id)) continue;
      for (const i of group.members) {
        const distance = Math.hypot(toX(x[i]) - px, toY(y[i]) - py) - radius(i);
        if (distance < least) { least = distance; best = i; }
      }
    }
    return best;
  }
  function disc(px, py) {
    for (const group of groups.values()) {
      if (!open.has(group.id) && Math.hypot(toX(group.x) - px, toY(group.y) - py) <= Math.max(12, group.r * view.k * 0.8)) return group;
    }
    return null;
  }
  const address = (i) => (map.note[i] ? `/note/${map.note[i]}` : around(i));
  const around = (i) => (map.note[i] ? `/graph?note=${map.note[i]}` : `/graph?concept=${encodeURIComponent(title[i])}`);
  function anchor(text, href) {
    const made = document.createElement("a");
    made.className = "button"; made.textContent = text; made.href = href;
    return made;
  }
  function choose(i, { center = false } = {}) {
    chosen = i; at = null;
    if (i < 0) { $("chosen").textContent = told(); ask(); return; }
    if (!shown(i)) { open.add(cluster[i]); stale = true; }
    const px = toX(x[i]), py = toY(y[i]);
    if (center || px < 20 || py < 20 || px > width - 20 || py > height - 20) {
      view.x = x[i]; view.y = y[i];
      if (center) view.k = Math.max(view.k, 14);
    }
    const more = [`${degree[i]} ${degree[i] === 1 ? "link" : "links"}`, map.folder[i], map.tag[i] && `#${map.tag[i]}`, map.recall[i] >= 0 && `${map.recall[i]} % remembered`, !map.note[i] && "no note yet"];
    $("chosen").replaceChildren(`${title[i]}: ${more.filter(Boolean).join(", ")}. `, ...(map.note[i] ? [anchor("Open", address(i))] : []), anchor("Around it", around(i)));
    ask();
  }
  function enter(group) {
    open.add(group.id); stale = true; at = null;
    fit(group.members.map((i) => [x[i], y[i], 1]));
    choose(group.members[0]);
  }
  function told() {
    return mayClose && open.size < groups.size
      ? `${count} concepts in ${groups.size} clusters. Choose one to open it.`
      : `${count} concepts, ${edges.length / 2} links.`;
  }
  function step(dx, dy) {
    // What can be chosen: concepts of open clusters, and closed clusters.
    const from = chosen >= 0 ? [x[chosen], y[chosen]] : at ? [at.x, at.y] : [view.x, view.y];
    let best = null, least = Infinity;
    const look = (px, py, what) => {
      const along = (px - from[0]) * dx + (py - from[1]) * dy, aside = Math.abs((px - from[0]) * dy - (py - from[1]) * dx);
      const cost = along + 2 * aside;
      if (along > 1e-3 && aside <= 1.5 * along && cost < least) { least = cost; best = what; }
    };
    for (const group of groups.values()) {
      if (open.has(group.id)) for (const i of group.members) { if (i !== chosen) look(x[i], y[i], i); }
      else if (group !== at) look(group.x, group.y, group);
    }
    if (best === null) return;
    if (typeof best === "number") { choose(best); return; }
    chosen = -1; at = best;
    if (Math.abs(toX(at.x) - width / 2) > width / 2 - 10 || Math.abs(toY(at.y) - height / 2) > height / 2 - 10) { view.x = at.x; view.y = at.y; }
    $("chosen").textContent = `Cluster ${at.title}, ${at.members.length} concepts. Enter opens it.`;
    ask();
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow && event.shiftKey) pan(-arrow[0] * 80, -arrow[1] * 80);
    else if (arrow) step(...arrow);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fitAll();
    else if (event.key === "/") $("find").focus();
    else if (event.key === "c" && chosen >= 0) location.href = around(chosen);
    else if (event.key === "Enter" && at) enter(at);
    else if (event.key === "Enter" && chosen >= 0) location.href = address(chosen);
    else if (event.key === "Escape") choose(-1);
    else return;
    event.preventDefault();
  });

  // Mouse and fingers: one moves the map, two zoom it; a tap chooses, and a click opens.
  const fingers = new Map();
  let travelled = 0;
  const where = (event) => { const rect = canvas.getBoundingClientRect(); return [event.clientX - rect.left, event.clientY - rect.top]; };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, where(event));
    if (fingers.size === 1) travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = where(event), before = fingers.get(event.pointerId);
    if (!before) {
      const hit = event.pointerType === "mouse" ? pick(...now, 8) : -1;
      if (hit !== under) { under = hit; ask(); }
      canvas.style.cursor = hit >= 0 || disc(...now) ? "pointer" : "";
      return;
    }
    travelled += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const was = Math.hypot(before[0] - other[0], before[1] - other[1]), is = Math.hypot(now[0] - other[0], now[1] - other[1]);
      pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
      if (was > 5) zoom(is / was, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else if (travelled > 4) pan(now[0] - before[0], now[1] - before[1]);
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => fingers.delete(event.pointerId);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { under = -1; ask(); });
  canvas.addEventListener("pointerup", (event) => {
    const alone = fingers.size === 1;
    lift(event);
    if (!alone || travelled > 8) return;
    const place = where(event), touch = event.pointerType !== "mouse";
    const hit = pick(...place, touch ? 22 : 8), group = disc(...place);
    if (hit < 0 && group) enter(group);
    else if (hit >= 0 && (!touch || hit === chosen)) location.href = address(hit);
    else choose(hit);
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...where(event));
  }, { passive: false });

  // The rest of the page.
  $("nearer").onclick = () => zoom(1.5);
  $("farther").onclick = () => zoom(1 / 1.5);
  $("fit").onclick = fitAll;
  $("colours").onchange = (event) => colourBy(event.target.value);
  if (mayClose) {
    const all = $("all");
    all.hidden = false;
    all.onclick = () => {
      const opens = open.size < groups.size;
      if (opens) openAll(); else open.clear();
      all.setAttribute("aria-pressed", String(opens));
      stale = true; choose(-1); fitAll();
    };
  }
  const folded = title.map((name) => name.toLowerCase());
  function suggest(event) {
    const typed = event.target.value.trim().toLowerCase(), begin = [], inside = [];
    if (typed) for (const i of ranked) {
      const place = folded[i].indexOf(typed);
      if (place >= 0 && (place ? inside : begin).length < 12) (place ? inside : begin).push(title[i]);
    }
    $("titles").replaceChildren(...[...new Set([...begin, ...inside])].slice(0, 12).map((name) => new Option(name, name)));
  }
  for (const id of ["find", "from", "to"]) $(id)?.addEventListener("input", suggest);
  document.querySelector(".finder").addEventListener("submit", (event) => {
    const i = folded.indexOf($("find").value.trim().toLowerCase());
    if (i < 0) return; // the server knows it, or says what is like it
    event.preventDefault();
    choose(i, { center: true });
    canvas.focus();
  });
  $("list")?.replaceChildren(...[...groups.values()].sort((a, b) => b.members.length - a.members.length).map((group) => {
    const item = document.createElement("li"), link = document.createElement("a");
    const best = group.members[0];
    link.href = around(best); link.textContent = group.title;
    item.append(link, ` ${group.members.length}`);
    return item;
  }));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => { takeColours(); colourBy($("colours").value); });
  new ResizeObserver(measure).observe(canvas);
  takeColours();
  if (!whole) $("colours").value = "folder";
  measure();
  colourBy($("colours").value);
  fitAll();
  choose(whole ? -1 : lit.length ? -1 : 0);
  performance.mark("graph-drawn");
  // For tests and for measurements: what the pointer can do, without a pointer.
  canvas.map = { view, pan, zoom, fitAll, busy: () => Boolean(making) || stale || !current(), places: (i) => [toX(x[i]), toY(y[i])], state: () => ({ chosen: title[chosen] ?? null, open: open.size, groups: groups.size, count }) };
}
