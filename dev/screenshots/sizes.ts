/** The sizes at which the page is looked at: phones upright and sideways, a tablet, laptops. In px. */
export const SIZES = [
  { width: 320, height: 568 },
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 568, height: 320 },
  { width: 667, height: 375 },
  { width: 844, height: 390 },
  { width: 932, height: 430 },
  { width: 820, height: 1180 },
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
] as const satisfies readonly Size[];

export interface Size {
  readonly width: number;
  readonly height: number;
}
