// What a page knows and how it draws it; only what can be seen is drawn, so that long histories stay quick.
const data = JSON.parse(document.getElementById('data').textContent);
const get = id => document.getElementById(id);
const [axisHeight, margin] = [34, 96];
let rowHeight = 30;
const operations = data.operations.map(([client, call, end, key, text], place) =>
  ({ place, client, call, end, key, text, number: null, point: null, isCore: false, after: null }));
for (const place of data.core) operations[place].isCore = true;
for (const { place, text } of data.after) operations[place].after = text;
const stuck = data.stuck == null ? null : operations[data.stuck];
const orders = data.orders.map(order => order.map(place => operations[place]));
let [first, last] = [Infinity, -Infinity];
for (const o of operations) {
  first = Math.min(first, o.call);
  last = Math.max(last, o.call, o.end ?? o.call);
}
for (const mark of data.marks) { first = Math.min(first, mark.time); last = Math.max(last, mark.time); }
if (first > last) [first, last] = [0, 1];
if (first === last) last = first + 1;

// Each operation of an order gets a moment between its call and its return, none before that of the one before it.
for (const order of orders) {
  let earliest = -Infinity;
  order.forEach((o, index) => { o.number = index + 1; o.point = earliest = Math.max(earliest, o.call); });
  // What can't be placed next has to come after all of them.
  let latest = stuck ? stuck.end : Infinity;
  for (const o of [...order].reverse()) {
    latest = Math.min(latest, o.end ?? Math.max(last, o.point));
    o.point = (o.point + Math.max(latest, o.point)) / 2;
  }
}

const number = time => String(+(time / data.unitSize).toPrecision(12));
const time = value => data.unit[0] + number(value) + data.unit[1];
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// What is shown: rows of clients, and a window of time.
let rows = [], rowOf = new Map(), from = first, to = last, found = new Set(), chosen = null;
let [width, height] = [800, 400];
const chart = get('chart'), canvas = chart.querySelector('canvas'), spacer = chart.querySelector('div');
const overview = get('overview').querySelector('canvas');
const x = t => margin + (t - from) / (to - from) * (width - margin - 12);
const timeAt = px => from + (px - margin) / (width - margin - 12) * (to - from);
const top = row => axisHeight + row * rowHeight - chart.scrollTop;
const right = o => o.end == null ? width : x(o.end);

function filter() {
  const key = get('key').value, wanted = get('clients').value.match(/-?\d+/g)?.map(Number);
  const shown = operations.filter(o => (key === '' || o.key === +key) && (!wanted || wanted.includes(o.client)));
  const byClient = new Map();
  for (const o of shown) {
    if (!byClient.has(o.client)) byClient.set(o.client, { client: o.client, isCore: false, list: [] });
    const row = byClient.get(o.client);
    row.list.push(o);
    row.isCore ||= o.isCore || o === stuck;
  }
  // The core's clients are on top, so that one sees them together.
  rows = [...byClient.values()].sort((a, b) => b.isCore - a.isCore || compare(a.client, b.client));
  rows.forEach(row => {
    row.list.sort((a, b) => compare(a.call, b.call) || a.place - b.place);
    // The furthest that anything up to each place reaches, to find by halving what the window may show.
    let furthest = -Infinity;
    row.reach = row.list.map(o => furthest = Math.max(furthest, o.end ?? Infinity));
  });
  rowOf = new Map(rows.map((row, index) => [row.client, index]));
  const needle = get('find').value;
  found = new Set(needle ? shown.filter(o => o.text.includes(needle)) : []);
  get('count').textContent = `${shown.length} of ${operations.length} operations, ${rows.length} clients`
    + (needle ? `, ${found.size} found` : '');
  draw();
}

const isShown = o => rowOf.has(o.client) && (get('key').value === '' || o.key === +get('key').value);

// The first index at which an ascending list reaches a value.
function lowerBound(list, value) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

function* visible(row) {
  for (let i = lowerBound(row.reach, timeAt(margin)); i < row.list.length && row.list[i].call <= to; i++) {
    yield row.list[i];
  }
}

function prepare(target, w, h) {
  const scale = window.devicePixelRatio || 1;
  if (target.width !== Math.round(w * scale) || target.height !== Math.round(h * scale)) {
    target.width = Math.round(w * scale); target.height = Math.round(h * scale);
    target.style.width = w + 'px'; target.style.height = h + 'px';
  }
  const pen = target.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, w, h);
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  return pen;
}

let isDue = false;
function draw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => { isDue = false; drawChart(); drawOverview(); });
}

function drawChart() {
  width = chart.clientWidth; height = chart.clientHeight;
  rowHeight = Math.max(30, Math.min(46, Math.floor((height - axisHeight - 8) / rows.length)));
  spacer.style.height = Math.max(0, axisHeight + rows.length * rowHeight + 8 - height) + 'px';
  const pen = prepare(canvas, width, height);
  const start = Math.max(0, Math.floor((chart.scrollTop - axisHeight) / rowHeight));
  const end = Math.min(rows.length, Math.ceil((chart.scrollTop + height) / rowHeight));
  for (let index = start; index < end; index++) {
    pen.fillStyle = index % 2 ? '#fff' : '#fafbfc';
    pen.fillRect(0, top(index), width, rowHeight);
  }
  drawAxis(pen);
  pen.save();
  pen.beginPath(); pen.rect(margin - 1, axisHeight, width, height); pen.clip();
  const boxes = [];
  for (let index = start; index < end; index++) for (const o of visible(rows[index])) boxes.push(o);
  // Boxes narrower than a pixel that share one are drawn once.
  let previous = '';
  const labels = [];
  for (const o of boxes) {
    const span = `${o.client} ${Math.round(x(o.call))} ${Math.round(right(o))}`;
    if (span === previous && !o.isCore && o !== stuck && !found.has(o)) continue;
    previous = span;
    labels.push(o);
    drawBox(pen, o);
  }
  // The paths of several keys at once could not be told apart.
  if (get('key').value !== '') for (const order of orders) drawPath(pen, order);
  for (const o of labels) drawLabel(pen, o);
  pen.restore();
  for (let index = start; index < end; index++) {
    pen.fillStyle = rows[index].isCore ? '#b36b00' : '#5c6b7a';
    pen.font = (rows[index].isCore ? 'bold ' : '') + '12px system-ui, sans-serif';
    pen.fillText('client ' + rows[index].client, 14, top(index) + rowHeight / 2, margin - 18);
  }
  pen.clearRect(0, 0, margin - 1, axisHeight);
}

function drawAxis(pen) {
  const rough = (to - from) / Math.max(2, (width - margin) / 110), power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max([1, 2, 5, 10].find(f => f * power >= rough) * power, data.unitSize === 1 ? 1 : 0);
  pen.fillStyle = '#fff'; pen.fillRect(0, 0, width, axisHeight);
  pen.strokeStyle = '#e6eaee'; pen.fillStyle = '#5c6b7a'; pen.textAlign = 'center';
  for (let t = Math.ceil(Math.max(from, first) / step) * step, n = 0; t <= to && n < 500; t += step, n++) {
    pen.beginPath(); pen.moveTo(x(t), axisHeight - 6); pen.lineTo(x(t), height); pen.stroke();
    if (x(t) > margin + 20) pen.fillText(time(t), x(t), 12);
  }
  for (const mark of data.marks) {
    if (mark.time < from || mark.time > to) continue;
    pen.strokeStyle = pen.fillStyle = '#7b3fb5';
    pen.setLineDash([4, 3]); pen.beginPath(); pen.moveTo(x(mark.time), 22); pen.lineTo(x(mark.time), height);
    pen.stroke(); pen.setLineDash([]);
    pen.textAlign = x(mark.time) > width - 150 ? 'right' : 'left';
    pen.fillText(mark.text, x(mark.time) + (pen.textAlign === 'left' ? 4 : -4), 26);
  }
  pen.textAlign = 'left';
}

function drawBox(pen, o) {
  const y = top(rowOf.get(o.client)) + 4, left = Math.max(x(o.call), margin - 10);
  const w = Math.max(2, Math.min(right(o), width + 10) - left), h = rowHeight - 8;
  const isPlaced = o.number != null;
  let fill = o === stuck ? '#c62828' : isPlaced ? '#dcebfa' : '#eef0f2';
  if (o.end == null && o !== stuck) {
    const fade = pen.createLinearGradient(left, 0, left + Math.min(w, 160), 0);
    fade.addColorStop(0, fill); fade.addColorStop(1, '#ffffff00');
    fill = fade;
  }
  pen.fillStyle = fill;
  pen.strokeStyle = o.isCore ? '#e08a00' : o === stuck ? '#8e1515' : isPlaced ? '#8fb3d9' : '#c3cad1';
  pen.lineWidth = o.isCore ? 3 : 1;
  pen.beginPath(); pen.roundRect(left, y, w, h, Math.min(4, w / 2)); pen.fill();
  if (o.end == null) {
    pen.beginPath(); pen.moveTo(left + Math.min(w, 160), y); pen.lineTo(left, y); pen.lineTo(left, y + h);
    pen.lineTo(left + Math.min(w, 160), y + h);
  }
  if (w > 3 || o.isCore) pen.stroke();
  if (found.has(o) || o === chosen) {
    pen.strokeStyle = '#1565c0'; pen.lineWidth = 2; pen.strokeRect(left - 3, y - 3, w + 6, h + 6);
  }
  pen.lineWidth = 1;
}
