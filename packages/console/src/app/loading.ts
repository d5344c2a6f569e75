import { offline } from "../api/problem.ts";

/**
 * The code of a page, as it is fetched. Where the server cannot be reached that is said, as for everything else; without this the router would
 * load the whole console anew, and the person would lose it with what they typed.
 */
export const loading =
  <Module>(load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    try {
      return await load();
    } catch (error) {
      throw (await isServerThere()) ? error : offline();
    }
  };

export const isServerThere = (): Promise<boolean> =>
  fetch("/livez", { cache: "no-store" }).then(
    () => true,
    () => false,
  );
