import type { ServerMessageType } from "../../shared/protocol/server.ts";
import { sound } from "./settings.ts";

/** Sequences of tones in Hz. */
const TUNES: Partial<Record<ServerMessageType | "turn" | "partner", readonly number[]>> = {
  "bid.placed": [392],
  "trick.played": [262],
  "trick.won": [330, 392],
  turn: [523, 659],
  partner: [392, 523, 659, 784],
};
const TONE_S = 0.09;

let opened: AudioContext | undefined;

// A browser lets a page sound only after a gesture.
addEventListener("pointerdown", () => {
  if (sound.value) void open().resume();
});
const open = (): AudioContext => {
  opened ??= new AudioContext();
  return opened;
};

/** Plays the sound of a message, or of the player's own turn, if sounds are on. */
export const chime = (type: ServerMessageType, myTurn: boolean): void => playTune(myTurn ? "turn" : type);

/** Plays a tune if sounds are on. */
export const playTune = (name: ServerMessageType | "turn" | "partner"): void => {
  const tune = TUNES[name];
  if (!sound.value || !tune) return;
  const audio = open();
  for (const [at, hertz] of tune.entries()) {
    const start = audio.currentTime + at * TONE_S;
    const tone = new OscillatorNode(audio, { frequency: hertz, type: "triangle" });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S * 2);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + TONE_S * 2);
  }
};
