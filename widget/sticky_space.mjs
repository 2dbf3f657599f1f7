/** Measures what stays in view, so that nothing focused or scrolled to is hidden beneath it. */

export class StickySpace {
  /**
   * @param {Element} bar at the top of the page
   * @param {Element} chat whose danger contacts and field may stay in view too
   */
  constructor(bar, chat) {
    this.bar = bar;
    this.chat = chat;
    const sizes = new ResizeObserver(() => this.measure());
    const observe = () => {
      sizes.disconnect();
      for (const part of [bar, ...this.#parts()]) {
        sizes.observe(part);
      }
      this.measure();
    };
    new MutationObserver(observe).observe(chat, { childList: true });
    observe();
    window.visualViewport?.addEventListener("resize", () => this.measure());
  }

  measure() {
    const bar = height(this.bar);
    const [danger, composer] = this.#parts();
    const { style } = document.documentElement;
    style.setProperty("--space-bar", `${bar}px`);
    style.setProperty("--space-above", `${bar + height(danger)}px`);
    style.setProperty("--space-below", `${height(composer)}px`);
    style.setProperty("--keyboard-space", `${keyboardHeight()}px`);
  }

  #parts() {
    return [...this.chat.querySelectorAll(":scope > .kept-danger, :scope > .composer")];
  }
}

/** @param {Element|undefined} part */
function height(part) {
  return part && getComputedStyle(part).position === "sticky" ? part.getBoundingClientRect().height : 0;
}

/** Where a phone's keyboard covers the page instead of shrinking it (iOS), how much it covers. */
function keyboardHeight() {
  const view = window.visualViewport;
  if (!view || view.scale !== 1) {
    return 0;
  }
  return Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop));
}
