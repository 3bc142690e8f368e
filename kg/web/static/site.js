// What every page has: the remembered choice of light or dark, and suggestions under the search box.
// Runs before the page is drawn, so that a dark page does not flash white. Without it everything works but these two.
"use strict";

(() => {
  const root = document.documentElement;
  const store = {
    get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("theme", value); } catch { /* a private window remembers nothing */ } },
  };
  const chosen = store.get();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

  const startTheme = () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const show = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Change to light colours" : "Change to dark colours");
    };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store.set(root.dataset.theme);
      show();
      document.dispatchEvent(new CustomEvent("themechange"));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  };

  // A combobox with a list, as the ARIA practices describe it. Names come from the graph and only ever become text.
  const startSuggestions = (form) => {
    const box = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const said = document.createElement("span");
    let wanted = 0, timer = 0, current = -1;
    list.className = "suggestions";
    list.id = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    said.className = "hidden";
    said.setAttribute("role", "status");
    form.append(list, said);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) box.setAttribute(name, value);

    const options = () => [...list.children];
    const close = () => {
      wanted += 1;
      list.hidden = true;
      current = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      current = index;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index < 0) box.removeAttribute("aria-activedescendant");
      else {
        box.setAttribute("aria-activedescendant", options()[index].id);
        options()[index].scrollIntoView({ block: "nearest" });
      }
    };
    const go = (option) => { location.href = option.dataset.href; };
    const show = (found) => {
      list.replaceChildren(...found.map((entry, at) => {
        const option = document.createElement("li");
        const name = document.createElement("bdi");
        const note = document.createElement("span");
        option.id = `suggestion-${at}`;
        option.dataset.href = entry.href;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.className = `is-${entry.kind}`;
        name.textContent = entry.name.length > 90 ? `${entry.name.slice(0, 90)}…` : entry.name;
        note.className = "kicker";
        note.textContent = entry.note;
        option.append(name, note);
        return option;
      }));
      current = -1;
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(Boolean(found.length)));
      said.textContent = found.length === 1 ? "One suggestion" : found.length ? `${found.length} suggestions` : "";
    };
    const ask = async () => {
      const text = box.value.trim();
      if (!text) { close(); return; }
      const mine = ++wanted;
      try {
        const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`);
        const found = response.ok ? await response.json() : [];
        if (mine === wanted) show(found);
      } catch { if (mine === wanted) close(); }
    };
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 80); });
    box.addEventListener("keydown", (event) => {
      const count = list.hidden ? 0 : options().length;
      if (event.key === "Escape" && count) { event.preventDefault(); close(); }
      else if (event.key === "ArrowDown" && !count) { event.preventDefault(); ask(); }
      else if (event.key === "ArrowDown") { event.preventDefault(); mark((current + 2) % (count + 1) - 1); }
      else if (event.key === "ArrowUp" && count) { event.preventDefault(); mark((current + 1 + count) % (count + 1) - 1); }
      else if (event.key === "Enter" && count && current >= 0) { event.preventDefault(); go(options()[current]); }
    });
    // The box must keep the focus until the choice is made.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) go(option); });
    box.addEventListener("blur", close);
  };

  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    document.querySelectorAll("form[data-suggest]").forEach(startSuggestions);
    document.addEventListener("keydown", (event) => {
      const busy = event.target.closest("input, textarea, select, [contenteditable], .CodeMirror");
      if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      document.querySelector("form[data-suggest] input").focus();
    });
  });
})();
