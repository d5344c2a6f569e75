import type { EmptyDatabase } from "../../store/testing/databases.ts";
import { type House, houseOn, type SignedInPerson } from "./house.ts";
import { openHouse } from "./staff.ts";

/** A house in which members make groups and look for each other: Ada is super admin, the others are members. */
export interface Members {
  house: House;
  ada: SignedInPerson;
  ben: SignedInPerson;
  cy: SignedInPerson;
  dee: SignedInPerson;
  /** Of the role USER. */
  allow(features: Record<string, Record<string, boolean>>): Promise<void>;
  /** A group of somebody's own. @returns its id */
  make(maker: SignedInPerson, body?: object): Promise<string>;
  /** Groups that are the organization's, with these in them. */
  groupOf(name: string, ...people: SignedInPerson[]): Promise<string>;
}

export async function openMembers(env: Record<string, string> = {}, database?: EmptyDatabase): Promise<Members> {
  const settings = { GROUPS_BY_MEMBERS: "true", ...env };
  const house = database ? await houseOn(database, settings) : await openHouse(settings);
  const ada = await house.person("ada");
  const [ben, cy, dee] = [await house.person("ben"), await house.person("cy"), await house.person("dee")];
  const members: Members = {
    house,
    ...{ ada, ben, cy, dee },
    allow: async (permissions) => {
      const answer = await house.operate("PATCH", "/api/admin/roles/USER/permissions", { permissions });
      if (answer.statusCode !== 200) throw new Error(answer.body);
    },
    make: async (maker, body = {}) => {
      const answer = await house.call("POST", "/api/groups", { name: "Book club", ...body }, maker.token);
      if (answer.statusCode !== 201) throw new Error(answer.body);
      return answer.json().group.id;
    },
    groupOf: async (name, ...people) => {
      const memberIds = people.map(({ id }) => id);
      const answer = await house.operate("POST", "/api/admin/groups", { name, memberIds });
      if (answer.statusCode !== 201) throw new Error(answer.body);
      return answer.json().group._id;
    },
  };
  await members.allow({ PEOPLE_PICKER: { VIEW_USERS: true } });
  return members;
}
