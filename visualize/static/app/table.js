// The table that always holds everything of an answer: sortable, in pages, and as a file.
import { cut, el, plain, save } from "./elements.js";
import { fetched } from "./http.js";
import { amounts, knows, number, say, timeElement } from "./words.js";

const PAGE = 200;
const FORMS = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** A table in `place`. `tables` maps a name to its rows (objects of equal keys). `onRow` gets the
 * table's name and the row that was chosen; `files(name)` tells where a table is to be had as a
 * file: `{path, params, name, forms}`; `sort` is `{column, down}`. */
export function table(place, { tables, chosen, sort = null, files, onRow, onTable, onSort, isLit = () => false }) {
  const names = Object.keys(tables).filter((name) => tables[name].length || name === chosen);
  let name = names.includes(chosen) ? chosen : names[0];
  let pages = 1;

  function show() {
    const rows = sorted(tables[name] ?? [], sort);
    const columns = Object.keys(rows[0] ?? {});
    const seen = rows.slice(0, pages * PAGE);
    place.replaceChildren(
      el(
        "div",
        { class: "tabs" },
        el("div", { class: "row", role: "tablist", "aria-label": say("table") }, names.map(tab)),
        el("span", { class: "space" }),
        (files?.(name)?.forms ?? []).map((form) => el("button", { type: "button", onclick: () => download(form) }, form.toUpperCase())),
      ),
      el(
        "div",
        { class: "rows", id: "rows", role: "tabpanel", "aria-labelledby": `tab-${name}`, tabindex: "0" },
        rows.length ? el("table", {}, el("thead", {}, el("tr", {}, columns.map(head))), el("tbody", {}, seen.map((row) => line(row, columns)))) : el("p", { class: "quiet" }, say("table.none")),
        rows.length > seen.length
          ? el("button", { type: "button", class: "more", onclick: () => ((pages += 5), show()) }, say("table.more", { shown: seen.length, of: rows.length }))
          : null,
      ),
    );
  }

  function tab(each) {
    const chosen = each === name;
    return el(
      "button",
      { type: "button", role: "tab", id: `tab-${each}`, "aria-selected": String(chosen), "aria-controls": "rows", tabindex: chosen ? "0" : "-1", onclick: () => turn(each), onkeydown: stepTab },
      `${say(`tables.${each}`)} (${number(tables[each].length)})`,
    );
  }

  function head(column) {
    const up = sort?.column === column && !sort.down;
    const down = sort?.column === column && sort.down;
    return el(
      "th",
      { scope: "col", "aria-sort": up ? "ascending" : down ? "descending" : "none" },
      el(
        "button",
        {
          type: "button",
          onclick: () => {
            sort = { column, down: up };
            show();
            onSort?.(sort);
            place.querySelector(`[data-column="${CSS.escape(column)}"]`)?.focus();
          },
          "data-column": column,
        },
        heading(column),
        up ? " ▲" : down ? " ▼" : "",
      ),
    );
  }

  function line(row, columns) {
    const made = el("tr", { class: isLit(name, row) ? "lit" : null }, columns.map((column) => el("td", { title: typeof row[column] === "string" ? plain(row[column]) : null }, cell(column, row[column]))));
    if (onRow) {
      made.tabIndex = 0;
      made.addEventListener("click", () => onRow(name, row));
      made.addEventListener("keydown", (event) => event.key === "Enter" && onRow(name, row));
    }
    return made;
  }

  function turn(next) {
    name = next;
    sort = null;
    pages = 1;
    show();
    onTable?.(name);
  }

  function stepTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    turn(names[(names.indexOf(name) + step + names.length) % names.length]);
    place.querySelector("[role=tab][aria-selected=true]")?.focus();
  }

  async function download(form) {
    const { path, params, name: stem } = files(name);
    const answer = await fetched(path, { params: form === "csv" ? params : { ...params, table: null }, accept: FORMS[form] });
    save(await answer.blob(), `${stem}.${form}`);
  }

  show();
  return { show };
}

export function heading(column) {
  return knows(`column.${column}`) ? say(`column.${column}`) : column.replaceAll("_", " ");
}

/** A value as people read it. */
export function cell(column, value) {
  if (value === null || value === undefined || value === "") return "–";
  if (value === true || value === false) return say(value ? "yes" : "no");
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return value.map((each) => (typeof each === "object" ? JSON.stringify(each) : plain(each))).join(", ");
  if (typeof value === "object") return amounts(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return timeElement(value);
  if (knows(`value.${value}`)) return say(`value.${value}`);
  return cut(value, 60);
}

/** Rows in the order of a column; equal ones keep their order, empty ones come last. */
export function sorted(rows, sort) {
  if (!sort) return rows;
  const of = (row) => (typeof row[sort.column] === "object" && row[sort.column] ? JSON.stringify(row[sort.column]) : row[sort.column]);
  const empty = (value) => value === null || value === undefined || value === "";
  return [...rows].sort((a, b) => {
    const [first, second] = [of(a), of(b)];
    if (empty(first) || empty(second)) return empty(first) - empty(second);
    const order = typeof first === "number" && typeof second === "number" ? first - second : String(first).localeCompare(String(second), undefined, { numeric: true });
    return sort.down ? -order : order;
  });
}

