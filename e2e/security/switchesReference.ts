import { writeFileSync } from "node:fs";
import { SWITCHES_PAGE, switchesReference } from "./switchTable.ts";

writeFileSync(SWITCHES_PAGE, switchesReference());
