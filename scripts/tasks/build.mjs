import { build } from "../build.mjs";
import { install } from "../install.mjs";
import { task } from "./task.mjs";

export default task(async () => {
  await install();
  await build();
});
