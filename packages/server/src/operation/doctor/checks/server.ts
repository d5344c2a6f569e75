import type { Check, DoctorParts } from "../check.ts";
import { fine, worthKnowing } from "../finding.ts";

/** Without a server the command line looks at the database by itself. */
export const server: Check<DoctorParts> = ({ isServing }) => [
  isServing()
    ? fine("serves")
    : worthKnowing("no server runs on this data directory: the database was opened by the command itself", {
        command: "gatehouse serve",
      }),
];
