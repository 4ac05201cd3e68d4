// What can be done with the picture as a whole: another question, another size, a file of it.
import { announce, byId, el, save } from "./elements.js";
import * as filtering from "./filters.js";
import { fetched } from "./http.js";
import { lotOf } from "./told.js";
import { say } from "./words.js";

const DIRECTIONS = ["backward", "both", "forward"];
const MODES = ["detail", "compact", "summary"];
const DEPTHS = ["1", "2", "3", "5", "8"];
const ACCEPTED = { svg: "image/svg+xml", html: "text/html", pdf: "application/pdf", graphml: "application/graphml+xml" };

/** The toolbar in `place`. `change` changes the state; `question()` is what the whole answer is
 * asked with; `help` lists the keys. */
export function toolbar(place, { picture, change, question, help }) {
  const button = (text, act, extra = {}) => el("button", { type: "button", onclick: act, ...extra }, text);

  function draw(fragment, state) {
    const filterCount = filtering.count(state);
    const choice = (name, values) =>
      el("label", {}, `${say(name)} `, el("select", { onchange: (event) => change({ [name]: event.target.value || undefined }) }, values.map(([value, text]) => el("option", { value, selected: value === (state[name] || "") }, text))));
    const direction = (each) => button(say(`direction.${each}`), () => change({ direction: each }), { "aria-pressed": String(each === (state.direction || "both")) });
    place.replaceChildren(
      el("span", { class: "group", role: "group", "aria-label": say("direction") }, DIRECTIONS.map(direction)),
      choice("depth", [["", say("depth.all")], ...DEPTHS.map((each) => [each, each])]),
      choice("mode", [["", say("mode.auto", { mode: say(`mode.${fragment.usual_mode}`) })], ...MODES.map((each) => [each, say(`mode.${each}`)])]),
      button(filterCount ? say("filters.on", { count: filterCount }) : say("filters"), (event) => unfold(event.currentTarget), { "aria-expanded": String(!byId("filters").hidden), "aria-controls": "filters" }),
      button(say("undo"), () => history.back(), { title: say("undo.title") }),
      el("span", { class: "group" }, button("−", () => picture.zoom(0.8), { "aria-label": say("zoom.out") }), button(say("zoom.fit"), () => picture.fit()), button("+", () => picture.zoom(1.25), { "aria-label": say("zoom.in") })),
      button(say("keys.title"), help, { title: say("keys.title.key") }),
      el("span", { class: "space" }),
      el("a", { class: "button first", href: `/recall${location.search}`, title: say("to-recall.title") }, say("to-recall")),
      el("label", {}, `${say("save")} `, el("select", { onchange: (event) => download(event.target, state) }, el("option", { value: "" }, "…"), ["png", ...Object.keys(ACCEPTED)].map((each) => el("option", { value: each }, each.toUpperCase())))),
    );
  }

  function unfold(opener) {
    byId("filters").hidden = !byId("filters").hidden;
    opener.setAttribute("aria-expanded", String(!byId("filters").hidden));
    picture.fit();
  }

  async function download(select, state) {
    const form = select.value;
    select.value = "";
    if (!form) return;
    const name = `${state.batch.map(lotOf).join("-") || "genealogy"}.${form}`;
    try {
      save(form === "png" ? await picture.png() : await written(form, state), name);
    } catch (error) {
      announce(error.message);
      byId("note").append(" ", el("span", { class: "wrong" }, error.message));
    }
  }

  async function written(form, state) {
    const { mode, depth, open } = state;
    const [path, params] = form === "graphml" ? ["/v1/traces", question()] : ["/v1/graphs", { ...question(), mode, depth, open }];
    return (await fetched(path, { params, accept: ACCEPTED[form] })).blob();
  }

  return { draw };
}
