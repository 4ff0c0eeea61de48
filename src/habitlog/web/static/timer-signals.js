// Sound, vibration and a screen that stays on: each where the browser has it, none of them needed.

const TONES = { tick: [660, 0.08], work: [880, 0.4], rest: [440, 0.4], end: [523, 1.6], in: [392, 0.5], out: [294, 0.5] };
const BUZZ = { lead: [80], work: [300], rest: [120, 80, 120], end: [300, 120, 300] };
const AHEAD_MS = 30 * 60000;
const DRIFT_S = 0.2;

// Tones are put on the audio clock ahead of time, so that they come even when a page's own timers are held back. When
// that clock stood still (a page that slept), they are put there anew.
export class Sound {
  #context = null;
  #planned = [];
  #keep = null;
  #zero = 0;
  #until = -1;

  // To be called from a touch or a key: browsers start sound for nothing less.
  open() {
    this.#context ??= new AudioContext();
    if (this.#context.state !== "running") this.#context.resume();
  }

  get ready() {
    return this.#context?.state === "running";
  }

  // Put the cues from `ran` ms on the clock, unless they are there already.
  follow(cues, ran) {
    if (!this.ready) return;
    const zero = this.#context.currentTime - ran / 1000;
    const fresh = Math.abs(zero - this.#zero) < DRIFT_S && ran + AHEAD_MS / 2 < this.#until;
    if (fresh) return;
    this.stop();
    this.#zero = zero;
    this.#until = ran + AHEAD_MS;
    this.#keep = this.#tone(30, 0.0005, this.#context.currentTime);
    cues.filter((cue) => cue.at >= ran && cue.at < this.#until).forEach((cue) => this.#cue(cue));
  }

  stop() {
    [...this.#planned, ...(this.#keep ? [this.#keep] : [])].forEach((tone) => tone.stop());
    this.#planned = [];
    this.#keep = null;
    this.#until = -1;
  }

  #cue({ at, tone }) {
    const [pitch, seconds] = TONES[tone];
    const when = this.#zero + at / 1000;
    const made = this.#tone(pitch, 0.2, when, seconds);
    made.stop(when + seconds);
    this.#planned.push(made);
    made.onended = () => (this.#planned = this.#planned.filter((one) => one !== made));
  }

  // A tone that fades; without a length, one too quiet to hear that keeps the audio clock going.
  #tone(pitch, loud, when, seconds) {
    const gain = new GainNode(this.#context, { gain: seconds ? 0 : loud });
    if (seconds) {
      gain.gain.setValueAtTime(loud, when);
      gain.gain.exponentialRampToValueAtTime(0.001, when + seconds);
    }
    const tone = new OscillatorNode(this.#context, { frequency: pitch });
    tone.connect(gain).connect(this.#context.destination);
    tone.start(when);
    return tone;
  }
}

export const canBuzz = "vibrate" in navigator;
export const canStayAwake = "wakeLock" in navigator;

// Browsers refuse to vibrate on a page that was not touched since it was opened.
export function buzz(name) {
  if (canBuzz && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(BUZZ[name] ?? []);
}

// The browser lets go of the screen when the page is out of sight, so it is asked again on return.
export class Awake {
  #wanted = false;
  #lock = null;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  want(wanted) {
    this.#wanted = wanted && canStayAwake;
    if (this.#wanted) this.#ask();
    else this.#lock?.release();
  }

  async #ask() {
    if (!this.#wanted || document.visibilityState !== "visible" || (this.#lock && !this.#lock.released)) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = null; // refused, on a low battery for one: the timer runs all the same
    }
    if (!this.#wanted) this.#lock?.release();
  }
}
