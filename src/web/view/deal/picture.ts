/** What the picture of a result shows. */
export interface Result {
  readonly title: string;
  readonly verdict: string;
  readonly made: boolean;
  readonly line: string;
  readonly contract: string;
  readonly rows: readonly { readonly name: string; readonly score: string; readonly isSide: boolean }[];
}

const [WIDTH, HEIGHT] = [1080, 1080];
const SERIF = "Palatino, Georgia, serif";
const SANS = "system-ui, sans-serif";

/** Draws a result as a PNG. Returns a data URL, or null where the browser cannot draw. */
export const pictureOf = ({ title, verdict, made, line, contract, rows }: Result): string | null => {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const write = (text: string, font: string, colour: string, y: number, x = WIDTH / 2) => {
    pen.font = font;
    pen.fillStyle = colour;
    pen.fillText(text, x, y, WIDTH - 160);
  };
  pen.fillStyle = "#14392f";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#fdf8ec";
  pen.beginPath();
  pen.roundRect(50, 50, WIDTH - 100, HEIGHT - 100, 48);
  pen.fill();
  pen.textAlign = "center";
  write(title, `600 44px ${SERIF}`, "#8a5400", 140);
  write(verdict, `700 84px ${SERIF}`, made ? "#1d5f33" : "#8d2430", 255);
  write(contract, `600 42px ${SANS}`, "#2c211a", 335);
  write(line, `400 34px ${SANS}`, "#5e4f42", 395);
  for (const [at, { name, score, isSide }] of rows.entries()) {
    const y = 520 + at * 100;
    pen.fillStyle = isSide ? "#f3e2b5" : "#f1e7d0";
    pen.beginPath();
    pen.roundRect(120, y - 60, WIDTH - 240, 84, 24);
    pen.fill();
    pen.textAlign = "left";
    write(name, `${isSide ? 700 : 400} 40px ${SANS}`, "#2c211a", y - 5, 160);
    pen.textAlign = "right";
    write(score, `700 44px ${SANS}`, "#2c211a", y - 5, WIDTH - 160);
  }
  return canvas.toDataURL("image/png");
};
