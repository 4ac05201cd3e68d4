// On paper: what a screen shows in pages stands there whole, in black on white.
import { byId, el, plain } from "./elements.js";
import { byQuantity } from "./scope.js";
import { cell, heading } from "./table.js";
import { amount, amounts, number, say } from "./words.js";

/** Fills in the tables of the paper when the browser prints, and takes them out again. */
export function printing({ answer, redraw }) {
  addEventListener("beforeprint", () => {
    if (!answer()) return;
    for (const more of document.querySelectorAll("#gaps button.more, #origins button.more")) more.click();
    byId("printed").replaceChildren(...tables(answer()));
    byId("printed").hidden = false;
    redraw(true);
  });
  addEventListener("afterprint", () => {
    byId("printed").hidden = true;
    byId("printed").replaceChildren();
    redraw(false);
  });
}

function tables(answer) {
  const hidden = (value) => (value === "***" ? say("recall.hidden") : plain(value ?? "–") || "–");
  const customers = byQuantity(answer.customers).map((row) => [plain(row.customer_id), hidden(row.name), [row.contact, row.address].filter(Boolean).map(hidden).join(", ") || "–", amounts(row.shipped), number(row.batches), cell("last_shipment", row.last_shipment), row.certain ? say("certain") : say("possible")]);
  const stock = answer.stock.map((row) => [plain(row.batch_id), plain(row.location_id), amount(row.quantity, row.unit), cell("status", row.status), cell("counted_at", row.counted_at)]);
  return [
    sheet("customers", ["customer_id", "name", "contact", "shipped", "batches", "last_shipment", "certain"], customers),
    sheet("stock", ["batch_id", "location_id", "quantity", "status", "counted_at"], stock),
    el("p", {}, say("recall.paper", { fingerprint: answer.fingerprint, address: location.href, head: answer.onRecord ?? "–" })),
  ];
}

function sheet(name, heads, rows) {
  return el(
    "section",
    {},
    el("h2", {}, `${say(`tables.${name}`)} (${number(rows.length)})`),
    rows.length
      ? el("table", {}, el("thead", {}, el("tr", {}, heads.map((column) => el("th", { scope: "col" }, heading(column))))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map((each) => el("td", {}, each))))))
      : el("p", {}, say("table.none")),
  );
}
