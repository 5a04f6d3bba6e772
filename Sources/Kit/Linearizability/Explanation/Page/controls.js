// The paths and labels of a page, and what its controls do.
function drawLabel(pen, o) {
  const left = Math.max(x(o.call), margin), w = Math.min(right(o), width) - left, y = top(rowOf.get(o.client));
  const number = o.number == null ? '' : String(o.number), text = number + (number && '  ') + o.text;
  const letters = Math.floor((w - 9) / 6.2);
  const isWide = letters >= Math.min(text.length, number.length + 5);
  if (!isWide && w < number.length * 6) return;
  pen.fillStyle = o === stuck ? '#fff' : o.number != null ? '#173a5e' : '#5c6b7a';
  if (isWide) {
    const shown = text.length <= letters ? text : text.slice(0, letters - 1) + '…';
    // A light edge, so that the path does not hide the letters.
    if (o !== stuck) {
      pen.strokeStyle = '#ffffffd0'; pen.lineWidth = 3; pen.lineJoin = 'round';
      pen.strokeText(shown, left + 5, y + rowHeight / 2 - 1);
    }
    pen.fillText(shown, left + 5, y + rowHeight / 2 - 1);
  } else {
    pen.font = '10px system-ui, sans-serif'; pen.textAlign = 'center';
    pen.fillText(number, left + w / 2, y + rowHeight / 2 - 2);
    pen.font = '12px system-ui, sans-serif'; pen.textAlign = 'left';
  }
}

// A line from each operation of an order to the next, and a red one to what can't come next.
function drawPath(pen, order) {
  const shown = order.filter(isShown);
  const point = o => [x(o.point), top(rowOf.get(o.client)) + rowHeight - 6];
  const list = shown.map(o => o.point);
  const [start, end] = [Math.max(0, lowerBound(list, from) - 1), lowerBound(list, to) + 1];
  const part = shown.slice(start, end);
  // Of what is too dense to be told apart there is no use in lines.
  if (part.length > (width - margin)) return;
  pen.strokeStyle = '#2b6cb0aa'; pen.fillStyle = '#2b6cb0'; pen.lineWidth = 1.3;
  pen.beginPath();
  part.forEach((o, index) => { if (index) pen.lineTo(...point(o)); else pen.moveTo(...point(o)); });
  pen.stroke();
  for (const o of part) { pen.beginPath(); pen.arc(...point(o), 3, 0, 7); pen.fill(); }
  pen.lineWidth = 1;
  const tail = shown[shown.length - 1];
  if (!stuck || !tail || !isShown(stuck) || orders[0] !== order) return;
  pen.strokeStyle = '#c62828'; pen.lineWidth = 2; pen.setLineDash([5, 4]);
  pen.beginPath(); pen.moveTo(...point(tail));
  pen.lineTo(Math.max(x(stuck.call), x(tail.point)), top(rowOf.get(stuck.client)) + rowHeight / 2);
  pen.stroke(); pen.setLineDash([]); pen.lineWidth = 1;
}

// The whole of the time, how much happened when, and where the window is.
function drawOverview() {
  const w = get('overview').clientWidth, h = 40, pen = prepare(overview, w, h);
  const at = t => margin + (t - first) / (last - first) * (w - margin - 12);
  const counts = new Array(Math.max(1, Math.ceil(w))).fill(0);
  for (const row of rows) for (const o of row.list) counts[Math.min(counts.length - 1, Math.floor(at(o.call)))]++;
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  pen.fillStyle = '#b8c4d0';
  counts.forEach((count, px) => { if (count) pen.fillRect(px, h - 4 - 26 * count / most, 1, 26 * count / most); });
  for (const o of operations) {
    if (!o.isCore && o !== stuck) continue;
    pen.fillStyle = o === stuck ? '#c62828' : '#e08a00';
    pen.fillRect(at(o.call) - 1, 4, 3, h - 8);
  }
  pen.fillStyle = '#1565c022'; pen.strokeStyle = '#1565c0';
  const [a, b] = [Math.max(margin, at(from)), Math.min(w - 6, Math.max(at(to), at(from) + 3))];
  pen.fillRect(a, 2, b - a, h - 4); pen.strokeRect(a, 2, b - a, h - 4);
  pen.fillStyle = '#5c6b7a'; pen.fillText('all time', 14, h / 2);
}

function show(a, b) {
  const least = data.unitSize === 1 ? 4 : (last - first) / 1e7, most = (last - first) * 1.1;
  const length = Math.min(Math.max(b - a, least), most), middle = (a + b) / 2;
  const center = Math.min(Math.max(middle, first), last);
  [from, to] = [center - length / 2, center + length / 2];
  draw();
}
const zoom = (factor, at = (from + to) / 2) => show(at - (at - from) * factor, at + (to - at) * factor);
const move = share => show(from + share * (to - from), to + share * (to - from));

function home() {
  let list = operations.filter(o => o.isCore || o === stuck);
  if (!list.length) list = operations.filter(isShown).sort((a, b) => compare(a.call, b.call)).slice(0, 25);
  if (!list.length) return;
  let [a, b] = [Infinity, -Infinity];
  for (const o of list) { a = Math.min(a, o.call); b = Math.max(b, o.end ?? o.call); }
  const space = Math.max((b - a) * 0.2, (last - first) * 0.005);
  chart.scrollTop = 0;
  show(Math.max(a - space, first - (last - first) * 0.02), b + space);
}

function about(o) {
  const lines = [
    o.text,
    `client ${o.client}, ` + (data.keys[o.key] && `key ${data.keys[o.key]}, `) + `operation ${o.place} of the history`,
    o.end == null ? `called at ${time(o.call)}, never returned`
      : `called at ${time(o.call)}, returned at ${time(o.end)}, took ${number(o.end - o.call)}`];
  const after = o.after == null ? '' : `; after it: ${o.after}`;
  if (o.number != null) lines.push(`number ${o.number} of the order${after}`);
  else lines.push(o === stuck ? 'can\'t be placed after the longest order' : 'not placed in the order');
  if (o.isCore) lines.push('part of the core');
  return lines;
}

function operationAt(event) {
  const box = canvas.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
  const row = rows[Math.floor((py - axisHeight + chart.scrollTop) / rowHeight)];
  if (!row || py < axisHeight || px < margin) return null;
  let best = null;
  for (const o of visible(row)) if (x(o.call) - 3 <= px && px <= Math.max(right(o), x(o.call)) + 3) best = o;
  return best;
}

function choose(o) {
  chosen = o;
  get('details').textContent = o ? about(o).join(' · ') : 'Click an operation to see all about it here.';
  draw();
}

let drag = null;
canvas.addEventListener('pointerdown', event => {
  drag = { x: event.clientX, y: event.clientY, from, to, scroll: chart.scrollTop, isMove: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', event => {
  const tip = get('tip');
  if (drag) {
    const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
    drag.isMove ||= Math.abs(dx) + Math.abs(dy) > 3;
    tip.style.display = 'none';
    if (!drag.isMove) return;
    const shift = dx / (width - margin) * (drag.to - drag.from);
    chart.scrollTop = drag.scroll - dy;
    show(drag.from - shift, drag.to - shift);
    return;
  }
  const o = operationAt(event);
  tip.style.display = o ? 'block' : 'none';
  if (!o) return;
  tip.textContent = about(o).join('\n');
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + 'px';
  const below = event.clientY + 18;
  const isLow = below + tip.offsetHeight > innerHeight;
  tip.style.top = Math.max(4, isLow ? event.clientY - tip.offsetHeight - 10 : below) + 'px';
});
canvas.addEventListener('pointerup', event => {
  if (drag && !drag.isMove) choose(operationAt(event));
  drag = null;
});
canvas.addEventListener('pointerleave', () => { get('tip').style.display = 'none'; });
canvas.addEventListener('wheel', event => {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    zoom(Math.exp(event.deltaY * 0.002), timeAt(event.clientX - canvas.getBoundingClientRect().left));
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    move((event.deltaX || event.deltaY) / width);
  }
}, { passive: false });
const seek = event => {
  if (!event.buttons) return;
  const w = get('overview').clientWidth, left = overview.getBoundingClientRect().left;
  const t = first + (event.clientX - left - margin) / (w - margin - 12) * (last - first), half = (to - from) / 2;
  show(t - half, t + half);
};
overview.addEventListener('pointerdown', seek);
overview.addEventListener('pointermove', seek);
chart.addEventListener('scroll', draw);
addEventListener('resize', draw);
addEventListener('keydown', event => {
  if (/INPUT|SELECT/.test(event.target.tagName) || event.ctrlKey || event.metaKey) return;
  const actions = { '+': () => zoom(0.6), '=': () => zoom(0.6), '-': () => zoom(1.6), 0: () => show(first, last),
    c: home, ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2),
    ArrowUp: () => { chart.scrollTop -= rowHeight; }, ArrowDown: () => { chart.scrollTop += rowHeight; } };
  if (actions[event.key]) { actions[event.key](); event.preventDefault(); }
});
get('in').onclick = () => zoom(0.6);
get('out').onclick = () => zoom(1.6);
get('all').onclick = () => show(first - (last - first) * 0.02, last + (last - first) * 0.02);
get('home').onclick = home;
get('nextFound').onclick = () => {
  const list = [...found].sort((a, b) => compare(a.call, b.call) || a.place - b.place);
  if (!list.length) return;
  const next = list[(list.indexOf(chosen) + 1) % list.length], half = (to - from) / 2;
  chart.scrollTop = rowOf.get(next.client) * rowHeight - height / 2;
  choose(next);
  show(next.call - half, next.call + half);
};
get('key').append(new Option('all', ''), ...data.keys.map((key, n) => new Option(key || '(one object)', n)));
get('key').value = data.failing ?? (data.keys.length ? 0 : '');
get('key').onchange = get('clients').oninput = get('find').oninput = filter;
if (!data.core.length) get('home').textContent = 'Start';
filter();
home();
