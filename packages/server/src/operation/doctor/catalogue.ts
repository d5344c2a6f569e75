import type { Checks, DoctorParts, Ground } from "./check.ts";
import { address } from "./checks/address.ts";
import { auditTrail } from "./checks/auditTrail.ts";
import { ceilings } from "./checks/ceilings.ts";
import { changeLog } from "./checks/changeLog.ts";
import { clock } from "./checks/clock.ts";
import { configuration } from "./checks/configuration.ts";
import { dangling } from "./checks/dangling.ts";
import { database } from "./checks/database.ts";
import { databaseRights } from "./checks/databaseRights.ts";
import { databaseVersion } from "./checks/databaseVersion.ts";
import { dataDirectory } from "./checks/dataDirectory.ts";
import { diskSpace } from "./checks/diskSpace.ts";
import { featureSwitches } from "./checks/featureSwitches.ts";
import { firstRun } from "./checks/firstRun.ts";
import { followingTheLog } from "./checks/followingTheLog.ts";
import { indexes } from "./checks/indexes.ts";
import { ledger } from "./checks/ledger.ts";
import { mail } from "./checks/mail.ts";
import { modelEndpoints } from "./checks/modelEndpoints.ts";
import { models } from "./checks/models.ts";
import { movingIn } from "./checks/movingIn.ts";
import { node } from "./checks/node.ts";
import { redis } from "./checks/redis.ts";
import { roles } from "./checks/roles.ts";
import { secrets } from "./checks/secrets.ts";
import { server } from "./checks/server.ts";
import { signInProviders } from "./checks/signInProviders.ts";
import { staffOfEverybody } from "./checks/staffOfEverybody.ts";
import { stateInMemory } from "./checks/stateInMemory.ts";
import { stateTables } from "./checks/stateTables.ts";
import { superAdmins } from "./checks/superAdmins.ts";

/** What can be looked at also where the database cannot be opened. */
export const groundChecks: Checks<Ground> = {
  node,
  "data directory": dataDirectory,
  "disk space": diskSpace,
  configuration,
  secrets,
  address,
  ceilings,
  redis,
  mail,
  "sign-in providers": signInProviders,
  models,
};

/** What is answered soon, and side by side. */
export const databaseChecks: Checks<DoctorParts> = {
  server,
  database,
  "database version": databaseVersion,
  "database rights": databaseRights,
  indexes,
  clock,
  "following the log": followingTheLog,
  "model endpoints": modelEndpoints,
  "first run": firstRun,
  "moving in": movingIn,
};

/** What must be true of every organization: it reads much of what there is. */
export const organizationChecks: Checks<DoctorParts> = {
  roles,
  "super admins": superAdmins,
  "staff of everybody": staffOfEverybody,
  "feature switches": featureSwitches,
  "dangling grants": dangling,
  "change log": changeLog,
  "audit trail": auditTrail,
  "state tables": stateTables,
  "state in memory": stateInMemory,
  ledger,
};
