"""Whether a page has room: what a person would call cut off, or lying on something else."""

from __future__ import annotations

from playwright.sync_api import Page

_LOOK = """
() => {
  const width = document.documentElement.clientWidth;
  const isSeen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !e.closest(".unseen, .skip, svg");
  const told = (e) => `${e.tagName} "${(e.innerText || e.placeholder || "").slice(0, 60)}"`;
  const scrollers = (e) => {
    const found = [];
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") found.push(up.getBoundingClientRect());
    return found;
  };
  /** The part of an element that its scrolling parents show. */
  const shown = (e) => scrollers(e).reduce((box, by) => ({
    left: Math.max(box.left, by.left), right: Math.min(box.right, by.right),
    top: Math.max(box.top, by.top), bottom: Math.min(box.bottom, by.bottom),
  }), e.getBoundingClientRect());
  const faults = [];
  if (document.documentElement.scrollWidth > width)
    faults.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${width}`);
  const all = [...document.body.querySelectorAll("*")].filter(isSeen);
  for (const each of all) {
    const box = shown(each);
    if (box.left < box.right && (box.right > width + 1 || box.left < -1))
      faults.push(`beyond the edge: ${told(each)}`);
    const { overflowX, textOverflow } = getComputedStyle(each);
    const cuts = ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis";
    if (cuts && each.scrollWidth > each.clientWidth + 1 && !each.querySelector("canvas, .lane"))
      faults.push(`cut: ${told(each)}`);
    if (each.matches("td, button") && each.clientHeight > 2 * each.clientWidth)
      faults.push(`squeezed: ${told(each)}`);
  }
  const apart = all.filter((e) => e.matches("a, button, input, select, summary, h1, h2, p, dt, dd"))
    .filter((e) => !e.closest("thead"))
    .map((e) => [e, shown(e)])
    .filter(([, box]) => box.right - box.left > 1 && box.bottom - box.top > 1);
  apart.forEach(([one, a], at) => {
    for (const [other, b] of apart.slice(at + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) faults.push(`${told(one)} lies on ${told(other)}`);
    }
  });
  return faults.slice(0, 10);
}
"""


def crowded(page: Page) -> list[str]:
    """What is cut off at an edge, needs the page to be scrolled sideways, or overlaps."""
    found: list[str] = page.evaluate(_LOOK)
    return found
