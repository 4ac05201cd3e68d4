// The look of the picture: Okabe-Ito hues as tints, safe for colour-blind eyes. No meaning rests on
// colour alone: an origin has a thick border, a gap a dashed one, a hold a dotted one, and each says
// so in words.

const HUES = {
  light: ["#0072B2", "#9A6700", "#A14A7B", "#1F78B4", "#B34E00"],
  dark: ["#56B4E9", "#E69F00", "#CC79A7", "#8FC7F0", "#F0894A"],
};
const THEMES = {
  light: { ground: "#FFFFFF", ink: "#1A1D21", quiet: "#5B6470", line: "#8A94A3", origin: "#007A5A", party: "#7A6C00", lit: "#0B57D0", tint: 0.14 },
  dark: { ground: "#16181C", ink: "#ECEEF1", quiet: "#A5AEBA", line: "#6E7888", origin: "#2DD4A0", party: "#F0E442", lit: "#8AB4F8", tint: 0.28 },
};

function mixed(hue, ground, strength) {
  const part = (text, at) => parseInt(text.slice(at, at + 2), 16);
  const mix = [1, 3, 5].map((at) => Math.round(part(ground, at) + (part(hue, at) - part(ground, at)) * strength));
  return `#${mix.map((each) => each.toString(16).padStart(2, "0")).join("")}`;
}

export function theme(dark) {
  return THEMES[dark ? "dark" : "light"];
}

/** The border and the ground of a node. */
export function colours(node, dark) {
  const look = theme(dark);
  const hues = HUES[dark ? "dark" : "light"];
  const border = node.origin
    ? look.origin
    : node.kind === "operation"
      ? look.quiet
      : node.kind === "batch"
        ? hues[node.level % hues.length]
        : look.party;
  const ground = node.kind === "operation" ? mixed(look.quiet, look.ground, 0.1) : mixed(border, look.ground, look.tint);
  return { border, ground };
}

const FONT = 'system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif';

/** Cytoscape's style sheet for a theme. */
export function sheet(dark) {
  const look = theme(dark);
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        width: "data(width)",
        height: "data(height)",
        "background-color": "data(ground)",
        "border-color": "data(border)",
        "border-width": 1.5,
        label: "data(label)",
        color: look.ink,
        "font-family": FONT,
        "font-size": "data(font)",
        "line-height": 1.25,
        "text-wrap": "wrap",
        "text-valign": "center",
        "text-halign": "center",
        "min-zoomed-font-size": 5,
      },
    },
    { selector: "node.far", style: { "background-color": "data(border)", "border-width": 0 } },
    { selector: "node.operation", style: { "corner-radius": 14 } },
    { selector: "node.gap", style: { "border-style": "dashed", "border-width": 2.5 } },
    { selector: "node.held", style: { "border-style": "dotted", "border-width": 3 } },
    { selector: "node.origin", style: { "border-width": 4, "font-weight": "bold" } },
    { selector: "node.possible", style: { "background-opacity": 0.45 } },
    { selector: "node.pinned", style: { "outline-color": look.lit, "outline-width": 2, "outline-offset": 5, "outline-style": "dashed" } },
    { selector: "node.chosen", style: { "outline-color": look.lit, "outline-width": 4, "outline-offset": 3 } },
    {
      selector: "edge",
      style: {
        "curve-style": "straight",
        "source-endpoint": "50% 0%",
        "target-endpoint": "-50% 0%",
        "line-color": look.line,
        "target-arrow-color": look.line,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
        width: "data(width)",
      },
    },
    {
      selector: "edge.bent",
      style: {
        "curve-style": "segments",
        "edge-distances": "endpoints",
        "segment-weights": "data(weights)",
        "segment-distances": "data(distances)",
      },
    },
    {
      selector: "edge.backward",
      style: {
        "curve-style": "unbundled-bezier",
        "control-point-distances": 90,
        "control-point-weights": 0.5,
        "source-endpoint": "outside-to-node",
        "target-endpoint": "outside-to-node",
      },
    },
    { selector: "edge.possible", style: { "line-style": "dashed", "line-dash-pattern": [7, 5] } },
    { selector: "edge.lit", style: { "line-color": look.lit, "target-arrow-color": look.lit, "z-index": 9 } },
    { selector: ".dim", style: { opacity: 0.15 } },
    { selector: ".away", style: { display: "none" } },
    { selector: "node.first", style: { "border-color": look.lit, "border-style": "double", "border-width": 5 } },
    { selector: "node.second", style: { "border-color": look.party, "border-style": "double", "border-width": 5 } },
  ];
}
