import { hkdfSync } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";
import { z } from "zod";
import { isProviderName } from "./proof.ts";

/** Somebody's way to a provider and back. */
const Passage = z.object({
  /** Gone once. */
  id: z.string(),
  provider: z.string().refine(isProviderName),
  /** The organization's id. */
  organization: z.string(),
  state: z.string(),
  nonce: z.string(),
  /** Of PKCE. */
  verifier: z.string(),
  /** A path of the console. */
  goingTo: z.string(),
  /** Goes back to LibreChat's admin panel, whose server exchanges a code against the verifier of this challenge. */
  panel: z.object({ challenge: z.string() }).optional(),
  /** Adds the identity to this account, as long as this session of it lasts. */
  link: z.object({ account: z.string(), session: z.string() }).optional(),
});
export type Passage = z.infer<typeof Passage>;

const ISSUER = "gatehouse";
const AUDIENCE = "gatehouse/passage";
const METHOD = { alg: "dir", enc: "A256GCM" } as const;

/**
 * What a browser carries along while somebody is at a provider: sealed, so that nobody makes or alters one, and no other browser has it. It
 * ends soon. Whoever comes back without it began nowhere here.
 */
export class Passages {
  private readonly key: Uint8Array;
  private readonly now: () => number;

  constructor({ jwtSecret }: { jwtSecret: string }, now: () => number) {
    this.key = new Uint8Array(hkdfSync("sha256", jwtSecret, "", "gatehouse passages to providers", 32));
    this.now = now;
  }

  seal(passage: Passage, endsAt: number): Promise<string> {
    return new EncryptJWT({ ...passage })
      .setProtectedHeader(METHOD)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime(Math.floor(endsAt / 1000))
      .encrypt(this.key);
  }

  /** Null for whatever is not one of ours in force. */
  async open(sealed: string | undefined): Promise<(Passage & { endsAt: number }) | null> {
    if (sealed === undefined || sealed.length > 4_096) return null;
    const opened = await jwtDecrypt(sealed, this.key, {
      keyManagementAlgorithms: [METHOD.alg],
      contentEncryptionAlgorithms: [METHOD.enc],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: new Date(this.now()),
      requiredClaims: ["exp"],
    }).catch(() => null);
    const read = Passage.safeParse(opened?.payload);
    if (!opened || !read.success) return null;
    return { ...read.data, endsAt: (opened.payload.exp ?? 0) * 1000 };
  }
}
