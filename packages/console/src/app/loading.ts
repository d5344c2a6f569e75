import { isServerThere } from "../api/isServerThere.ts";
import { isUpdated } from "../api/isUpdated.ts";
import { offline } from "../api/problem.ts";

/**
 * The code of a page, as it is fetched. Where the server cannot be reached that is said, as for everything else. Without this the router would
 * load the whole console anew, and the person would lose it with what they typed; so it is fetched once more before it is called missing, which
 * it is only after an update of the server.
 */
export const loading =
  <Module>(load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    try {
      return await load();
    } catch {
      if (!(await isServerThere())) throw offline();
    }
    try {
      return await load();
    } catch (error) {
      throw (await isUpdated()) ? error : offline();
    }
  };
