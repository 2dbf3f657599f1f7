/** Measures what stays in view, so that nothing focused or scrolled to is hidden beneath it. */

export class ViewSpace {
  /**
   * @param {HTMLElement} place whose style learns the measures
   * @param {HTMLElement[]} above what may stay at its top
   * @param {HTMLElement[]} below and at its bottom
   */
  constructor(place, above, below) {
    this.place = place;
    this.above = above;
    this.below = below;
    this.sizes = new ResizeObserver(() => this.measure());
    for (const part of [...above, ...below]) {
      this.sizes.observe(part);
    }
    this.onView = () => this.measure();
    window.visualViewport?.addEventListener("resize", this.onView);
    this.measure();
  }

  measure() {
    const { style } = this.place;
    // Whole pixels, rounded down: between two bars that stay in view nothing may shine through.
    style.setProperty("--space-bar", `${Math.floor(sum(this.above.slice(0, 1)))}px`);
    style.setProperty("--space-above", `${sum(this.above)}px`);
    style.setProperty("--space-below", `${sum(this.below)}px`);
    style.setProperty("--keyboard-space", `${findKeyboardHeight()}px`);
  }

  stop() {
    this.sizes.disconnect();
    window.visualViewport?.removeEventListener("resize", this.onView);
  }
}

/** @param {HTMLElement[]} parts */
function sum(parts) {
  return parts
    .filter((part) => getComputedStyle(part).position === "sticky")
    .reduce((height, part) => height + part.getBoundingClientRect().height, 0);
}

/** Where a phone's keyboard covers the page instead of shrinking it (iOS), how much it covers. */
function findKeyboardHeight() {
  const view = window.visualViewport;
  if (!view || view.scale !== 1) {
    return 0;
  }
  return Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop));
}
