/**
 * Has the front door look for danger in what is being written, before it is sent anywhere: in a pause of
 * typing, and when a step is left. One question is under way at a time; the last words are always asked about.
 */

const PAUSE_MS = 1500;

export class DangerWatch {
  /**
   * @param {() => Record<string, string>} read the free texts as they stand
   * @param {(texts: Record<string, string>) => Promise<void>} ask about them; whatever it throws stays unsaid,
   *   for the sending looks again
   */
  constructor(read, ask) {
    this.read = read;
    this.ask = ask;
    this.asked = "";
    this.isAsking = false;
    this.isDue = false;
    this.isStopped = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.pause = undefined;
  }

  /** Something was typed: look when the typing rests. */
  wait() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.look(), PAUSE_MS);
  }

  /** Look now, or as soon as the question under way is answered. */
  async look() {
    clearTimeout(this.pause);
    const texts = this.read();
    const written = JSON.stringify(texts);
    const isEmpty = Object.values(texts).every((text) => !text.trim());
    this.isDue = this.isAsking;
    if (this.isStopped || this.isAsking || isEmpty || written === this.asked) {
      return;
    }
    this.isAsking = true;
    try {
      await this.ask(texts);
      this.asked = written;
    } catch {
      // Asked again with the next words or the next step.
    }
    this.isAsking = false;
    if (this.isDue) {
      await this.look();
    }
  }

  /** The form is closed: nothing more of it leaves the page. */
  stop() {
    this.isStopped = true;
    clearTimeout(this.pause);
  }
}
