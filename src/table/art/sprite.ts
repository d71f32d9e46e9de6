export const spriteOfCards = (): string =>
  `<svg xmlns="http://www.w3.org/2000/svg"><symbol id="back" viewBox="0 0 100 162"><rect width="100" height="162" rx="8" fill="#823"/></symbol></svg>`;
