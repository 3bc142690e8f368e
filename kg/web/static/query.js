// The query box of the start page. Values of the graph only ever become text nodes, and links only to http(s).
"use strict";

(() => {
  const form = document.getElementById("query-form");
  const box = document.getElementById("query");
  const status = document.getElementById("status");
  const result = document.getElementById("result");
  const run = document.getElementById("run");
  const stop = document.getElementById("stop");
  const base = form.dataset.base;
  const shownRows = 1000;
  const accept = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5";
  let running = null;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const say = (text, bad = false) => {
    status.textContent = text;
    status.className = bad ? "error" : "";
  };

  const target = (iri) => {
    if (iri.startsWith(base)) return "/id/" + encodeURI(decodeURI(iri.slice(base.length)));
    return /^https?:\/\//.test(iri) ? iri : null;
  };

  const short = (iri) => {
    const name = iri.replace(/[/#]+$/, "").split(/[/#]/).pop();
    try { return decodeURIComponent(name) || iri; } catch { return name; }
  };

  const cell = (value) => {
    const made = element("td");
    if (!value) return made;
    let href = null;
    if (value.type === "uri") {
      try { href = target(value.value); } catch { href = null; }
    }
    if (href) made.append(element("a", short(value.value), { href, title: value.value, rel: "noreferrer" }));
    else made.append(element("span", value.value, { class: "text" }));
    if (value["xml:lang"]) made.append(" ", element("span", value["xml:lang"], { class: "hint" }));
    return made;
  };

  const table = (answer) => {
    const made = element("table");
    const names = answer.head.vars;
    const rows = answer.results.bindings;
    made.append(element("caption", rows.length > shownRows ? `The first ${shownRows} rows` : "Result"));
    const head = element("tr");
    for (const name of names) head.append(element("th", name, { scope: "col" }));
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    for (const row of rows.slice(0, shownRows)) {
      const line = element("tr");
      for (const name of names) line.append(cell(row[name]));
      body.append(line);
    }
    made.append(top, body);
    return made;
  };

  const show = async (response, started) => {
    const kind = response.headers.get("Content-Type") || "";
    if (!response.ok) {
      const problem = kind.includes("json") ? await response.json() : { detail: await response.text() };
      const place = problem.line ? ` (line ${problem.line}, column ${problem.column})` : "";
      say(`${problem.detail}${place}`, true);
      return;
    }
    if (!kind.includes("json")) {
      result.append(element("pre", await response.text()));
      say(`Done in ${Math.round(performance.now() - started)} ms.`);
      return;
    }
    const answer = await response.json();
    const time = Math.round(performance.now() - started);
    if ("boolean" in answer) {
      say(`${answer.boolean ? "Yes" : "No"}, in ${time} ms.`);
      return;
    }
    const count = answer.results.bindings.length;
    say(`${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} in ${time} ms.`);
    result.append(table(answer));
  };

  const ask = async () => {
    if (running) running.abort();
    const control = new AbortController();
    running = control;
    result.replaceChildren();
    stop.hidden = false;
    run.disabled = true;
    say("Running …");
    const started = performance.now();
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/sparql-query", Accept: accept },
        body: box.value,
        signal: control.signal,
      });
      await show(response, started);
    } catch (error) {
      say(error.name === "AbortError" ? "Stopped." : `The answer did not arrive whole: ${error.message}`, true);
    } finally {
      running = null;
      stop.hidden = true;
      run.disabled = false;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      ask();
    }
  });
  stop.addEventListener("click", () => running && running.abort());
  document.getElementById("example").addEventListener("change", (event) => {
    box.value = event.target.value;
    ask();
  });
  document.getElementById("download").addEventListener("change", (event) => {
    const name = event.target.value;
    event.target.value = "";
    if (name) window.location.href = `${form.action}?${new URLSearchParams({ query: box.value, format: name })}`;
  });
})();
