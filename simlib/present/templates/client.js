"use strict";
// Draws the what-if of a client page from the numbers in the page. No library, no request.
(function () {
  var data = JSON.parse(document.getElementById("what-if-data").textContent);
  var names = ["diary", "calls", "evidence", "stress"];
  var controls = names.map(function (name) { return document.getElementById("what-if-" + name); });
  var chart = document.getElementById("what-if-chart");
  var W = 900, H = 420, LEFT = 48, RIGHT = 235, TOP = 34, BOTTOM = 46;

  function element(name, attributes, text) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    chart.appendChild(made);
    return made;
  }
  function x(month) { return LEFT + (W - LEFT - RIGHT) * month / data.months; }
  function y(tenths) { return TOP + (H - TOP - BOTTOM) * (1 - tenths / 1000); }
  function path(values) {
    return values.map(function (v, month) { return x(month).toFixed(1) + "," + y(v).toFixed(1); });
  }
  function of100(tenths) {
    if (tenths > 0 && tenths < 5) { return "fewer than 1"; }
    if (tenths > 995 && tenths < 1000) { return "more than 99"; }
    return String(Math.round(tenths / 10));
  }
  function axes() {
    [0, 200, 400, 600, 800, 1000].forEach(function (v) {
      element("line", { x1: LEFT, x2: W - RIGHT, y1: y(v), y2: y(v), stroke: "#dcdcdc" });
      element("text", { x: LEFT - 8, y: y(v) + 5, "text-anchor": "end" }, v / 10);
    });
    var step = data.months > 120 ? 60 : data.months > 24 ? 12 : 3;
    for (var m = 0; m <= data.months; m += step) {
      element("text", { x: x(m), y: H - 22, "text-anchor": "middle" }, data.months > 24 ? m / 12 : m);
    }
    element("text", { x: LEFT, y: H - 3 }, (data.months > 24 ? "years" : "months") + " from today");
    element("text", { x: 0, y: 16, "font-weight": "600" }, data.axis);
  }
  function line(point, colour, dashes) {
    var band = path(point.high).concat(path(point.low).reverse());
    var pattern = element("pattern", { id: "hatch" + dashes.length, width: 7, height: 7,
      patternUnits: "userSpaceOnUse", patternTransform: "rotate(" + (dashes === "none" ? 45 : -45) + ")" });
    pattern.appendChild(element("line", { x1: 0, x2: 0, y1: 0, y2: 7, stroke: colour, "stroke-opacity": 0.6 }));
    element("polygon", { points: band.join(" "), fill: "url(#" + pattern.id + ")" });
    element("polyline", { points: path(point.share).join(" "), fill: "none", stroke: colour,
      "stroke-width": 3.5, "stroke-dasharray": dashes, "stroke-linejoin": "round" });
  }
  // Two lines of text beside the end of a line, broken at a space.
  function label(words, height, colour) {
    var cut = words.length <= 24 ? words.length : words.lastIndexOf(" ", 24);
    if (cut < 0) { cut = 24; }
    element("text", { x: W - RIGHT + 10, y: height, fill: colour, "font-weight": "600" },
      words.slice(0, cut));
    element("text", { x: W - RIGHT + 10, y: height + 19, fill: colour, "font-weight": "600" },
      words.slice(cut).trim());
  }
  function labels(chosen, chosenWords, reference) {
    var a = y(chosen.share[data.months]), b = y(reference.share[data.months]), gap = 44;
    var top = Math.min(a, b), bottom = Math.max(a, b);
    if (bottom - top < gap) {
      var middle = (top + bottom) / 2;
      top = middle - gap / 2;
      bottom = middle + gap / 2;
    }
    if (bottom > H - BOTTOM - 19) { bottom = H - BOTTOM - 19; top = Math.min(top, bottom - gap); }
    label(chosenWords, a <= b ? top : bottom, "#0072b2");
    label(data.referenceName + ": " + of100(reference.share[data.months]), a <= b ? bottom : top,
      "#000000");
  }
  function numbers(rows) {
    var body = document.getElementById("what-if-numbers");
    body.textContent = "";
    rows.forEach(function (cells) {
      var row = body.insertRow();
      cells.forEach(function (text, place) {
        var cell = document.createElement(place ? "td" : "th");
        if (!place) { cell.scope = "row"; }
        cell.textContent = text;
        row.appendChild(cell);
      });
    });
  }
  function update() {
    var at = controls.map(function (control) { return Number(control.value); });
    var c = data.choices, evidences = c.evidence.length, stresses = c.stress.length;
    var under = at[2] * stresses + at[3];
    var chosen = data.points[(at[0] * c.calls.length + at[1]) * evidences * stresses + under];
    var reference = data.references[under];
    document.getElementById("what-if-calls-words").textContent = c.calls[at[1]];
    controls[1].setAttribute("aria-valuetext", c.calls[at[1]]);
    chart.textContent = "";
    element("title", {}, chosen.verdict);
    axes();
    line(reference, "#000000", "9 6");
    line(chosen, "#0072b2", "none");
    labels(chosen, c.diary[at[0]] + ", " + c.calls[at[1]].toLowerCase() + ": " +
      of100(chosen.share[data.months]), reference);
    document.getElementById("what-if-verdict").textContent = chosen.verdict;
    numbers(chosen.rows);
  }
  names.forEach(function (name, place) {
    controls[place].value = data.start[name];
    controls[place].addEventListener("input", update);
  });
  document.getElementById("what-if").hidden = false;
  update();
})();
