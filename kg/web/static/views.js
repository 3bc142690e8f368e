// Three views of an answer beside YASR's own table: a chart, a timeline, and a graph. Values only ever become text.
"use strict";

(() => {
  const { Yasr } = window.Yasgui;
  const most = 200;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const short = (iri) => {
    const name = iri.replace(/[/#]+$/, "").split(/[/#]/).pop();
    try { return decodeURIComponent(name) || iri; } catch { return name; }
  };
  const words = (term) => (!term ? "" : term.type === "uri" ? short(term.value) : term.value);
  const isNumber = (term) => term && term.type !== "uri" && term.value.trim() !== "" && Number.isFinite(Number(term.value)) && !isDate(term);
  const isDate = (term) => Boolean(term && term.type !== "uri" && /^\d{4}(-\d\d){0,2}(\/|$|T|[~?%])/.test(term.value)
    && (/date|gYear|EDTF/i.test(term.datatype || "") || /^\d{4}-\d\d/.test(term.value)));
  const icon = (letter) => element("span", letter, { class: "view-icon", "aria-hidden": "true" });

  class View {
    constructor(yasr) { this.yasr = yasr; this.priority = 1; }
    get rows() {
      const answer = this.yasr.results && this.yasr.results.getAsJson();
      return answer && answer.results ? answer.results.bindings : [];
    }
    get names() { return (this.yasr.results && this.yasr.results.getVariables()) || []; }
    column(test) {
      const rows = this.rows.slice(0, 50);
      return this.names.find((name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || test(row[name])));
    }
    put(made, shown) {
      const parts = [made];
      if (this.rows.length > shown) parts.unshift(element("p", `The first ${shown} of ${this.rows.length.toLocaleString("en")} rows.`, { class: "soft" }));
      this.yasr.resultsEl.replaceChildren(...parts);
    }
  }

  class Chart extends View {
    constructor(yasr) { super(yasr); this.label = "Chart"; }
    getIcon() { return icon("▤"); }
    get number() { return [...this.names].reverse().find((name) => this.rows.length && this.rows.slice(0, 50).every((row) => isNumber(row[name]))); }
    canHandleResults() { return Boolean(this.number) && this.names.length > 1; }
    draw() {
      const number = this.number;
      const rows = this.rows.slice(0, most);
      const largest = Math.max(...rows.map((row) => Math.abs(Number(row[number].value))), 1e-9);
      const list = element("ol", undefined, { class: "bars", "aria-label": `${number} by row` });
      for (const row of rows) {
        const name = this.names.filter((one) => one !== number && row[one]).map((one) => words(row[one])).join(", ");
        const line = element("li");
        const bar = element("meter", row[number].value, { max: String(largest), value: String(Math.abs(Number(row[number].value))), "aria-label": name });
        line.append(element("span", name), bar, element("span", row[number].value, { class: "num" }));
        list.append(line);
      }
      this.put(list, most);
    }
  }

  class Timeline extends View {
    constructor(yasr) { super(yasr); this.label = "Timeline"; }
    getIcon() { return icon("◷"); }
    canHandleResults() { return Boolean(this.column(isDate)) && this.names.length > 1; }
    draw() {
      const date = this.column(isDate);
      const rows = this.rows.filter((row) => row[date]).sort((a, b) => (a[date].value < b[date].value ? -1 : a[date].value > b[date].value ? 1 : 0)).slice(0, most);
      const list = element("ol", undefined, { class: "timeline" });
      for (const row of rows) {
        const line = element("li", undefined, { class: "is-meeting" });
        const text = this.names.filter((one) => one !== date && row[one]).map((one) => words(row[one])).join(" · ");
        line.append(element("time", row[date].value), element("div", text));
        list.append(line);
      }
      this.put(list, most);
    }
  }

  class Graph extends View {
    constructor(yasr) { super(yasr); this.label = "Graph"; }
    getIcon() { return icon("∴"); }
    get edges() {
      if (this.yasr.results && this.yasr.results.getType() === "ttl") {
        const statements = this.yasr.results.getStatements() || [];
        return statements.filter((quad) => quad.object.termType !== "Literal")
          .map((quad) => [quad.subject.value, quad.object.value, short(quad.predicate.value)]);
      }
      const ends = this.ends;
      return ends ? this.rows.filter((row) => row[ends[0]] && row[ends[1]]).map((row) => [row[ends[0]].value, row[ends[1]].value, ""]) : [];
    }
    get ends() {
      // Two columns of things, or of names that come again and again: who met whom.
      const rows = this.rows.slice(0, 50);
      const things = this.names.filter((name) => rows.length && rows.every((row) => row[name] && row[name].type === "uri"));
      if (things.length > 1) return things;
      const names = this.names.filter((name) => rows.length && rows.every((row) => row[name] && row[name].type !== "uri" && !isNumber(row[name]) && !isDate(row[name]) && row[name].value.length < 60));
      return names.length > 1 ? names : null;
    }
    canHandleResults() { return Boolean(window.cytoscape) && this.edges.length > 0; }
    draw() {
      const edges = this.edges.slice(0, most * 2);
      const colour = (name) => {
        const probe = element("span", undefined, { class: "hidden" });
        probe.style.color = `var(--${name})`;
        document.body.append(probe);
        const found = getComputedStyle(probe).color;
        probe.remove();
        return found;
      };
      const place = element("div", undefined, { class: "graph-view", role: "img", "aria-label": `Graph of ${edges.length} connections; the table has them as text` });
      this.put(place, Infinity);
      const ids = [...new Set(edges.flatMap(([from, to]) => [from, to]))];
      window.cytoscape({
        container: place,
        elements: [
          ...ids.map((id) => ({ data: { id, label: /^https?:/.test(id) ? short(id) : id } })),
          ...edges.map(([source, target, label], at) => ({ data: { id: `edge-${at}`, source, target, label } })),
        ],
        style: [
          { selector: "node", style: { label: "data(label)", "background-color": colour("accent"), color: colour("text"), "font-size": 16, "text-max-width": 160, "text-wrap": "ellipsis", width: 20, height: 20, "text-valign": "bottom", "text-margin-y": 3 } },
          { selector: "edge", style: { label: "data(label)", "line-color": colour("line"), "target-arrow-color": colour("line"), "target-arrow-shape": "triangle", "curve-style": "bezier", width: 2, "font-size": 12, color: colour("soft") } },
        ],
        layout: { name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true },
      });
    }
  }

  Yasr.registerPlugin("chart", Chart);
  Yasr.registerPlugin("timeline", Timeline);
  Yasr.registerPlugin("graph", Graph);
})();
