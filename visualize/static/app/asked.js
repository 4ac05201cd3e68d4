// A form whose question stands in the address: a link restores it, Back goes to the one before.
import { announce, byId } from "./elements.js";
import { places } from "./frame.js";
import { say } from "./words.js";

/** The texts that were typed, apart: selections, as `name=value`, and names of batches. */
export function given(text) {
  const lines = text.split(/\n|,(?![^"]*"[^"]*(?:"[^"]*"[^"]*)*$)/).map((line) => line.trim()).filter(Boolean);
  const isSelection = (line) => /^[A-Za-z_]+=/.test(line);
  return { named: lines.filter((line) => !isSelection(line)), selected: lines.filter(isSelection) };
}

/** Lets a form ask. Its fields stand in the address by their names, a text of many lines as `name`
 * and, what selects, as `name_from`. `ask` gets the question and gives the answer, which `show`
 * gets; nothing is asked before the field `needs` is given. */
export function asked(form, { needs, ask, show }) {
  const fields = [...form.elements].filter((field) => field.name);
  let latest = 0;

  function question() {
    const params = new URLSearchParams(location.search);
    const told = {};
    for (const { name, type } of fields) {
      told[name] = type === "textarea" ? params.getAll(name).filter(Boolean) : (params.get(name) ?? "");
      if (type === "textarea") told[`${name}_from`] = params.getAll(`${name}_from`).filter(Boolean);
    }
    return told;
  }

  function write() {
    const url = new URL(location.pathname, location.origin);
    const old = new URLSearchParams(location.search);
    for (const name of ["lang", "theme"]) if (old.get(name)) url.searchParams.set(name, old.get(name));
    for (const { name, type, value } of fields) {
      if (type !== "textarea" && value.trim()) url.searchParams.set(name, value.trim());
      if (type !== "textarea") continue;
      const { named, selected } = given(value);
      for (const each of named) url.searchParams.append(name, each);
      for (const each of selected) url.searchParams.append(`${name}_from`, each);
    }
    history.pushState(null, "", url);
    places();
  }

  async function load() {
    const told = question();
    form.reset();
    for (const field of fields) {
      if (field.type === "textarea") field.value = [...told[field.name], ...told[`${field.name}_from`]].join("\n");
      else if (told[field.name]) field.value = told[field.name];
    }
    byId("answer").hidden = true;
    byId("refused").hidden = true;
    const number = (latest += 1);
    if (!told[needs].length && !told[`${needs}_from`]?.length) return;
    announce(say("loading"));
    try {
      const answer = await ask(told);
      if (number !== latest) return; // asked again meanwhile
      byId("answer").hidden = false;
      show(answer, told);
    } catch (error) {
      if (number !== latest) return;
      byId("refused").hidden = false;
      byId("refused").textContent = error.problem?.detail ?? error.message;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
    load();
  });
  addEventListener("popstate", load);
  document.addEventListener("key", load);
  load();
}
