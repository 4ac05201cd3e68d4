// Scores as people read them: shares in percent with their intervals, and periods as a strip.
import { shape, titled } from "./svg.js";
import { number, say } from "./words.js";

/** A share as percent, one digit behind the point; a dash where nobody knows. */
export function percent(share) {
  return share === null ? "–" : `${number(Math.round(1000 * share) / 10)} %`;
}

/** A score as a row of the table. Columns that sort have numbers. */
export function scoreRow(score) {
  const { share, share_low: low, share_high: high } = score;
  return {
    id: score.id,
    name: score.name,
    batches: score.batches,
    known: score.known,
    failures: score.failures,
    share_percent: share === null ? null : Math.round(1000 * share) / 10,
    share_between: low === null ? null : `${percent(low)} – ${percent(high)}`,
    ppm: score.ppm,
    flagged: score.flagged,
    trend: score.trend,
    trend_p: score.trend_p,
    tested: score.tested,
    unknown: score.unknown,
    possible: score.possible,
  };
}

const HIGH = 48;
const WIDE = 22;

/** A strip of periods: how high each is says its share, what is empty that nobody knows. The list
 * beside it tells the same in words. */
export function strip(periods) {
  const svg = shape("svg", { class: "strip", viewBox: `0 0 ${periods.length * WIDE} ${HIGH + 2}`, width: periods.length * WIDE, height: HIGH + 2, "aria-hidden": "true" });
  periods.forEach((each, place) => {
    const height = each.share === null ? HIGH : Math.max(2, each.share * HIGH);
    const bar = shape("rect", { class: each.share === null ? "unknown" : "share", x: place * WIDE + 2, y: HIGH - height, width: WIDE - 4, height });
    bar.append(titled(say("scorecards.period", { period: each.period, failures: each.failures, known: each.known, share: percent(each.share) })));
    svg.append(bar);
  });
  return svg;
}
