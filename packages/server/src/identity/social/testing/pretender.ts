import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const CLIENT_ID = "gatehouse";
export const CLIENT_SECRET = "canary-of-the-client-secret";

type Answer = { status?: number; body: unknown };

interface Code {
  idToken?: string;
  accessToken: string;
  challenge: string | null;
}

/**
 * A provider that says whatever a test wants: an OpenID one that also signs wrong tokens, and the calls of GitHub, Discord and Facebook. It
 * checks what a real one checks of us: the secret, the code, the proof key.
 */
export class Pretender {
  url = "";
  /** What `/userinfo` says. */
  userinfo: Record<string, unknown> | null = null;
  /** Answers of other calls, by path. */
  readonly calls = new Map<string, Answer>();
  /** Requests to the token endpoint, as they came. */
  readonly asked: URLSearchParams[] = [];
  isDown = false;
  private server: Server | undefined;
  private readonly codes = new Map<string, Code>();
  private keys: Awaited<ReturnType<typeof keyPair>> | undefined;

  static async start(): Promise<Pretender> {
    const pretender = new Pretender();
    pretender.keys = await keyPair("first");
    pretender.server = createServer((request, response) => void pretender.answer(request, response));
    await new Promise<void>((done) => pretender.server?.listen(0, "127.0.0.1", done));
    pretender.url = `http://127.0.0.1:${(pretender.server.address() as AddressInfo).port}`;
    return pretender;
  }

  fallIll(): void {
    this.isDown = true;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => {
      this.server?.close(() => done());
      this.server?.closeAllConnections();
    });
  }

  /** A code as the provider would give for the way on which somebody was sent to it. */
  codeFor(way: URL, { idToken, accessToken = "access" }: { idToken?: string; accessToken?: string }): string {
    const code = `code-${this.codes.size}-canary`;
    const challenge = way.searchParams.get("code_challenge");
    this.codes.set(code, { accessToken, challenge, ...(idToken !== undefined && { idToken }) });
    return code;
  }

  /** Claims as an ID token for that way has them. */
  claims(way: URL, claims: JWTPayload): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.url,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 300,
      nonce: way.searchParams.get("nonce") ?? "",
      ...claims,
    };
  }

  /** @param key another one's, for a forgery */
  async sign(claims: JWTPayload, { typ = "JWT", key }: { typ?: string; key?: "another's" } = {}): Promise<string> {
    const pair = key ? await keyPair("first") : this.keys;
    if (!pair) throw new Error("not started");
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: pair.kid, typ }).sign(pair.privateKey);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const { status = 200, body } = this.isDown ? { status: 503, body: {} } : await this.answerTo(url, request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private async answerTo(url: URL, request: IncomingMessage): Promise<Answer> {
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return { body: this.document() };
      case "/jwks":
        return { body: { keys: [this.keys?.jwk] } };
      case "/token":
        return this.token(new URLSearchParams(await textOf(request)));
      case "/userinfo":
        return this.userinfo ? { body: this.userinfo } : { status: 404, body: {} };
      default:
        return this.calls.get(url.pathname) ?? { status: 404, body: {} };
    }
  }

  private document() {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      ...(this.userinfo && { userinfo_endpoint: `${this.url}/userinfo` }),
      end_session_endpoint: `${this.url}/logout`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  private token(form: URLSearchParams): Answer {
    this.asked.push(form);
    const code = this.codes.get(form.get("code") ?? "");
    this.codes.delete(form.get("code") ?? "");
    const proven = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!code || (code.challenge !== null && code.challenge !== proven))
      return { status: 400, body: { error: "invalid_grant" } };
    return {
      body: {
        access_token: code.accessToken,
        token_type: "bearer",
        ...(code.idToken !== undefined && { id_token: code.idToken }),
      },
    };
  }
}

async function keyPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
