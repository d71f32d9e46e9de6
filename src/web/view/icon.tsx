/** The paths of the icons, on a grid of 24. */
const PATHS = {
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6L6 18",
  sort: "M5 18V7m0 0L2.5 9.5M5 7l2.5 2.5M11 7h10M11 12h7M11 17h4",
  history: "M4 5v5h5M4.6 10a8 8 0 1 1-.6 3M12 8v5l3 2",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  speech: "M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5",
  share: "M12 3v12M8 7l4-4 4 4M6 12H5v8h14v-8h-1",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  bot: "M6 9h12v9H6zM12 5v4M9.5 13v1M14.5 13v1M3 12v3M21 12v3",
  away: "M3 9a14 14 0 0 1 18 0M6.5 12.5a9 9 0 0 1 11 0M12 18v.01M4 3l16 18",
  phone: "M8 3h8v18H8zM11 18h2",
  check: "M5 13l4 4L19 7",
  cross: "M7 7l10 10M17 7L7 17",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.01",
  crown: "M4 18h16M4 15l-1-8 5 4 4-6 4 6 5-4-1 8z",
  key: "M11 13a4 4 0 1 1-1-1L19 3m-4 4l3 3",
  seat: "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 21c0-5 3.5-7 8-7s8 2 8 7",
  door: "M13 4H5v16h8M17 8l4 4-4 4M9 12h12",
} as const;
export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
