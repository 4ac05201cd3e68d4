// Opening a recall: for who may, after a question, with a reason that is on record.
import { announce, byId, el, plain } from "./elements.js";
import { ask, fetched } from "./http.js";
import { knows, say, timeElement } from "./words.js";

/** The button and its dialog. `state()` gives what is asked, and the answer that is shown. */
export function opening({ state }) {
  const button = el("button", { type: "button", id: "open-recall", class: "danger", hidden: true }, say("recall.open"));
  const why = el("p", { class: "quiet", id: "open-why" });
  const dialog = byId("open");
  button.addEventListener("click", begin);
  byId("open-no").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  let me = null;

  /** Shows the button to a key that may; another is told why not. */
  async function allow() {
    try {
      me = await ask("/v1/me");
    } catch (error) {
      button.hidden = true;
      why.textContent = error.message;
      return;
    }
    button.hidden = !me.rights.includes("recall");
    const role = knows(`role.${me.role}`) ? say(`role.${me.role}`) : me.role;
    why.textContent = button.hidden ? say("recall.open.refused", { role }) : "";
  }

  function begin() {
    const { answer } = state();
    byId("open-what").textContent = say("recall.open.what", { batches: say("counts.batches", { count: answer.batches.length }), customers: say("counts.customers", { count: answer.customers.length }), verdict: say(`recall.verdict.${answer.verdict.status}`, { count: answer.verdict.gaps.length }) });
    byId("open-wrong").textContent = "";
    dialog.showModal();
    byId("open-reason").focus();
  }

  async function send() {
    const reason = byId("open-reason").value.trim();
    if (reason.length < 3) {
      byId("open-wrong").textContent = say("recall.open.short");
      return;
    }
    byId("open-yes").disabled = true;
    try {
      const { batch, where } = state();
      const sent = await fetched("/v1/recalls", { method: "POST", body: { batch, where, reason } });
      record(await sent.json(), sent.headers.get("X-Request-Id"), reason);
      dialog.close();
    } catch (error) {
      byId("open-wrong").textContent = error.status === 403 ? say("recall.open.not", { why: error.message }) : error.message;
    } finally {
      byId("open-yes").disabled = false;
    }
  }

  function record(answer, request, reason) {
    const rows = [
      ["when", timeElement(new Date().toISOString().replace(/\.\d+Z$/, "Z"))],
      ["by", plain(me?.name ?? "") || say("recall.open.this-key")],
      ["reason", plain(reason)],
      ["scope", say("recall.open.scope", { batches: say("counts.batches", { count: answer.batches.length }), customers: say("counts.customers", { count: answer.customers.length }) })],
      ["request", request ?? "–"],
      ["fingerprint", answer.fingerprint],
    ];
    byId("opened").replaceChildren(el("h2", {}, say("recall.opened")), el("dl", {}, rows.flatMap(([name, value]) => [el("dt", {}, say(`recall.opened.${name}`)), el("dd", {}, value)])));
    byId("opened").hidden = false;
    byId("open-reason").value = "";
    announce(say("recall.opened"));
  }

  return { elements: [button, why], allow };
}
