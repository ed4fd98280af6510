import http from "node:http";
import https from "node:https";

/** What one request of the load asked for. */
export type Question = "covilha" | "known" | "new";

/** How one request ended, as a caller sees it. */
export interface Answer {
  readonly question: Question;
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** Served from what clock remembered while places was away. */
  readonly isStale: boolean;
  /** Of a failure. */
  readonly reason: string;
}

/** Asks a service over HTTP/1.1, on connections that are kept. */
export class Asker implements Disposable {
  readonly #url: string;
  readonly #request: typeof http.request;
  readonly #agent: http.Agent;

  /** `ca`: what an https service's certificate is trusted by, in PEM; absent: any certificate will do. */
  constructor(url: string, ca?: string) {
    const isTls = url.startsWith("https:");
    this.#url = url;
    this.#request = isTls ? https.request : http.request;
    const trust = ca ? { ca } : { rejectUnauthorized: false };
    this.#agent = isTls ? new https.Agent({ keepAlive: true, ...trust }) : new http.Agent({ keepAlive: true });
  }

  /** Never rejects: what goes wrong is the answer. */
  async ask(question: Question, path: string): Promise<Answer> {
    try {
      const { status, text } = await this.get(path);
      const body = JSON.parse(text) as { isStale?: boolean; reason?: string };
      return { question, status, isStale: body.isStale ?? false, reason: body.reason ?? "" };
    } catch (error) {
      return { question, status: 0, isStale: false, reason: String(error) };
    }
  }

  /** Any page. */
  get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const sent = this.#request(`${this.#url}${path}`, { agent: this.#agent }, async (response) => {
        const chunks = await response.toArray().catch(reject);
        if (chunks) resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      sent.on("error", reject).end();
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
