// The drawing of a network, over the table that says the same. The library that draws is fetched when the drawing comes
// near, and names from the graph only ever become text on a canvas.
"use strict";

(() => {
  const library = document.currentScript.dataset.drawing;
  const box = document.querySelector("[data-network]");
  if (!box || !library) return;

  const load = (address) => new Promise((resolve, reject) => {
    // The library would write a style element, which the page's policy forbids; this one stands in for it, and things.css has the rule.
    const style = document.createElement("meta");
    style.id = "__________cytoscape_stylesheet";
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(style, script);
  });

  const colour = (kind) => {
    const probe = document.createElement("span");
    probe.className = kind ? `probe is-${kind}` : "";
    box.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };

  const look = () => {
    const text = colour("");
    const back = getComputedStyle(document.body).backgroundColor;
    const node = {
      label: "data(name)", color: text, "font-family": "system-ui, sans-serif", "font-size": 13, "text-valign": "bottom", "text-margin-y": 4,
      "text-outline-color": back, "text-outline-width": 2, "text-wrap": "wrap", "text-max-width": 110,
      width: "mapData(weight, 0, 12, 16, 38)", height: "mapData(weight, 0, 12, 16, 38)", "border-width": 1.5, "border-color": back,
    };
    const kinds = [["person", "ellipse"], ["country", "round-rectangle"], ["organization", "hexagon"]];
    return [
      { selector: "node", style: node },
      ...kinds.map(([kind, shape]) => ({ selector: `node[kind = "${kind}"]`, style: { shape, "background-color": colour(kind) } })),
      { selector: "node[?center]", style: { width: 44, height: 44, "font-weight": 700, "font-size": 14 } },
      { selector: "edge", style: { width: "mapData(count, 1, 8, 1.2, 6)", "line-color": colour("meeting"), "curve-style": "bezier", opacity: 0.75 } },
      { selector: 'edge[kind = "spoke"]', style: { "line-color": colour("statement"), "line-style": "dashed", "target-arrow-color": colour("statement"), "target-arrow-shape": "triangle", "arrow-scale": 0.8 } },
      { selector: ".faded", style: { opacity: 0.15 } },
    ];
  };

  const draw = (network) => {
    const elements = [
      ...network.nodes.map((node) => ({ data: node })),
      ...network.edges.map((edge) => ({ data: edge })),
    ];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const drawing = cytoscape({
      container: box, elements, style: look(), minZoom: 0.3, maxZoom: 3, userZoomingEnabled: false,
      layout: { name: "cose", animate: false, randomize: false, padding: 24, nodeRepulsion: () => 6000, idealEdgeLength: () => 70, nodeDimensionsIncludeLabels: true },
    });
    drawing.on("tap", "node", (event) => {
      const address = event.target.data("href");
      if (address && !event.target.data("center")) location.assign(address);
    });
    drawing.on("mouseover", "node", (event) => {
      const near = event.target.closedNeighborhood();
      if (!calm) drawing.elements().not(near).addClass("faded");
      box.classList.add("pointing");
    });
    drawing.on("mouseout", "node", () => { drawing.elements().removeClass("faded"); box.classList.remove("pointing"); });
    const redraw = () => drawing.style(look());
    document.addEventListener("themechange", redraw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    addEventListener("resize", () => drawing.fit(undefined, 24));
  };

  const start = async () => {
    const answer = await fetch(box.dataset.network);
    if (!answer.ok) throw new Error(String(answer.status));
    const network = await answer.json();
    if (network.nodes.length < 2) return;
    await load(library);
    box.hidden = false;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", "Drawing of the network; the table below says the same.");
    draw(network);
    box.dataset.drawn = "yes";
  };

  // The table is there already: without a drawing nothing is missing but the picture.
  const failed = () => { box.hidden = true; };
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    start().catch(failed);
  }, { rootMargin: "400px" });
  watch.observe(document.getElementById("network"));
})();
