// The query page: YASQE to write in and YASR to look at answers, both of this server alone. Nothing is fetched from
// elsewhere: prefixes and terms come with the page. Without this script the page's plain form does the work.
"use strict";

(() => {
  const form = document.getElementById("query-form");
  const box = document.getElementById("query");
  const results = document.getElementById("results");
  const status = document.getElementById("status");
  const run = document.getElementById("run");
  const stop = document.getElementById("stop");
  const prefixes = JSON.parse(form.dataset.prefixes);
  const terms = JSON.parse(form.dataset.terms);
  const { Yasqe, Yasr } = window.Yasgui;
  const ontology = prefixes.ng;

  // Completions of our own in place of prefix.cc and Linked Open Vocabularies.
  const known = (names) => names.map((name) => ontology + name).sort();
  const own = { class: known(terms.class), property: [...known(terms.property), ...known(terms.other)] };
  Yasqe.forkAutocompleter("class", { name: "own-class", bulk: true, persistenceId: null, get: () => own.class }, false);
  Yasqe.forkAutocompleter("property", { name: "own-property", bulk: true, persistenceId: null, get: () => own.property }, false);
  Yasqe.forkAutocompleter("prefixes", {
    name: "own-prefixes", bulk: true, persistenceId: null,
    get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort(),
  }, false);

  // The server knows the prefixes of the ontology; so does the check of the syntax.
  const plain = Yasqe.getMode({}, "sparql11");
  const withPrefixes = () => {
    const state = plain.startState();
    Object.assign(state.prefixes, prefixes);
    return state;
  };
  Yasqe.defineMode("sparql-known", () => ({ ...plain, startState: withPrefixes }));

  const editor = new Yasqe(document.getElementById("editor"), {
    value: box.value,
    mode: "sparql-known",
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: undefined,
    createShortLink: undefined,
    showQueryButton: false,
    resizeable: false,
    prefixCcApi: null,
    autocompleters: ["own-prefixes", "own-class", "own-property", "variables"],
    collapsePrefixesOnLoad: false,
    screenReaderLabel: "Query",
    lineWrapping: true,
    viewportMargin: Infinity,
    requestConfig: {
      endpoint: form.dataset.endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle",
      acceptHeaderSelect: "application/sparql-results+json",
      headers: {},
      withCredentials: false,
    },
  });
  // Tab leaves the editor, as it leaves every other field; Ctrl+Enter runs.
  editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
  box.hidden = true;
  form.querySelector("label[for=query]").hidden = true;

  let shown = null;
  const view = () => {
    if (shown) return shown;
    results.replaceChildren();
    const place = document.createElement("div");
    results.append(place);
    shown = new Yasr(place, {
      persistenceId: null,
      prefixes: { ...prefixes, id: form.dataset.base },
      pluginOrder: ["table", "chart", "timeline", "graph", "response"],
      defaultPlugin: "table",
      plugins: { ...Yasr.defaults.plugins, table: { ...Yasr.defaults.plugins.table, dynamicConfig: { compact: true } } },
    });
    // What the libraries leave without a name.
    shown.on("drawn", () => {
      results.querySelectorAll("select.tableSizer").forEach((field) => field.setAttribute("aria-label", "Rows on a page"));
      results.querySelectorAll("input.tableFilter").forEach((field) => field.setAttribute("aria-label", "Rows that have"));
      results.querySelectorAll("thead th").forEach((cell) => {
        if (!cell.textContent.trim()) cell.append(Object.assign(document.createElement("span"), { className: "hidden", textContent: "Row" }));
      });
      linkThings();
    });
    return shown;
  };

  // Things of this graph are shown at this server, whatever their IRIs' own place is.
  const linkThings = () => {
    for (const link of results.querySelectorAll("a.iri, .yasr_results a")) {
      if (!link.href.startsWith(form.dataset.base)) continue;
      link.href = `/id/${link.href.slice(form.dataset.base.length)}`;
      link.removeAttribute("target");
    }
  };
  results.addEventListener("mouseover", linkThings);
  results.addEventListener("focusin", linkThings);

  const say = (text, bad = false) => {
    status.textContent = text;
    status.className = bad ? "bad" : "soft";
  };

  const explain = async (response) => {
    const text = response.content ?? (response.text ? await response.text() : response.message) ?? "";
    try {
      const problem = JSON.parse(text);
      return `${problem.detail}${problem.line ? ` (line ${problem.line}, column ${problem.column})` : ""}`;
    } catch { return text || "The answer did not arrive."; }
  };

  // The address of the page is the permanent link.
  const remember = (text) => history.replaceState(null, "", `${form.action}?${new URLSearchParams({ query: text })}`);

  editor.on("autocompletionShown", () => {
    document.querySelectorAll(".CodeMirror-hints").forEach((list) => list.setAttribute("aria-label", "Completions"));
  });
  editor.on("query", () => { stop.hidden = false; run.disabled = true; say("Running …"); });
  editor.on("queryAbort", () => { stop.hidden = true; run.disabled = false; say("Stopped."); });
  editor.on("queryResponse", async (_, response, duration) => {
    stop.hidden = true;
    run.disabled = false;
    if (response instanceof Error || response.ok === false || response.status >= 400) {
      if (response.name === "AbortError") { say("Stopped."); return; }
      say(await explain(response), true);
      return;
    }
    view().setResponse(response, duration);
    const answer = shown.results && shown.results.getAsJson();
    const rows = answer && answer.results ? answer.results.bindings.length : null;
    say(`${rows === null ? "Done" : `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`} in ${Math.round(duration)} ms.`);
  });
  const ask = () => {
    if (!editor.getValue().trim()) return;
    remember(editor.getValue());
    const asked = editor.query();
    if (asked && asked.catch) asked.catch(() => undefined);
  };
  form.addEventListener("submit", (event) => {
    box.value = editor.getValue();
    // The buttons of the downloads send the form.
    if (event.submitter && event.submitter !== run) return;
    event.preventDefault();
    ask();
  });
  editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), "Ctrl-Enter": ask, "Cmd-Enter": ask });
  stop.addEventListener("click", () => editor.abortQuery());
  for (const link of document.querySelectorAll("a[data-query]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      editor.setValue(link.dataset.query);
      ask();
      form.scrollIntoView({ block: "start" });
    });
  }
  if (new URLSearchParams(location.search).get("query")) ask();
})();
