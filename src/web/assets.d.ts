declare module "*.css";
declare module "virtual:cards" {
  /** The address of the sprite with the forty faces and the back. */
  const url: string;
  export default url;
}
